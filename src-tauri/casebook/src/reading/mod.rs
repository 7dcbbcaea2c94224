//! What a letter says: offered to the caseworker with the words it rests on, never applied unseen.
