-- Holds no ciphertext and no leaf: cards are published anew.
DROP TABLE cards;

PRAGMA user_version = 6;
