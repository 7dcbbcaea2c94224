-- Letters that undo took out, for as long as redo can put them back: until something else is done, or
-- something is erased. And the receipts of imports that were taken back, likewise.
CREATE TABLE taken_out (
    id       BLOB PRIMARY KEY,              -- the submission's, or the receipt's
    row      INTEGER,                       -- the submission's; NULL for a receipt
    import   BLOB,                          -- the receipt of the import it came with
    kept     TEXT NOT NULL,                 -- JSON: its rows
    original BLOB
) STRICT;
