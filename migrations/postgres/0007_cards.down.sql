-- Holds no ciphertext and no leaf: cards are published anew.
DROP TABLE cards;
