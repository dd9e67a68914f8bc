-- Holds no ciphertext and no leaf: users and their tokens can be made anew by invites.
DROP TABLE quotas;
DROP TABLE members;
DROP TABLE tokens;
DROP TABLE invites;
DROP TABLE users;
DROP TABLE server;
