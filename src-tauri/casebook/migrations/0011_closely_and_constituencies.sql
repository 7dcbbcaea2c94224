-- Letters are read twice: by their phrases at once, and closely, for what is meant, in the background. What
-- the second reading found stays beside the letter; it has themes, scores and places, and no words.
CREATE TABLE close_reading (
    letter INTEGER PRIMARY KEY REFERENCES submission (row) ON DELETE CASCADE,
    found  TEXT NOT NULL                    -- JSON
) STRICT;

-- Letters that were read by their phrases alone and wait to be read closely, whoever is waited for most
-- first: those in the Inbox, of them what may be urgent, then the newest.
CREATE TABLE skimmed (
    letter INTEGER PRIMARY KEY REFERENCES submission (row) ON DELETE CASCADE,
    turn   INTEGER NOT NULL
) STRICT;
CREATE INDEX skimmed_turn ON skimmed (turn);
INSERT INTO skimmed (letter, turn)
SELECT submission.row, (1 << 51) + ((urgent OR alarm) << 50) + submission.received
FROM story JOIN submission ON submission.story = story.row
WHERE waiting = 1 AND channel <> 'reply' AND submission.row NOT IN (SELECT letter FROM unread);

-- What letters were last read closely with: when that changes with the program, they are read again.
CREATE TABLE read_with (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL
) STRICT;

-- Which constituency each postcode lies in, made from the file of postcodes the office chose. It is public, and
-- kept here so that it goes wherever the casebook goes.
CREATE TABLE postcode_file (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    file      TEXT NOT NULL,
    as_of     TEXT NOT NULL,                -- "November 2025", or empty
    made      INTEGER NOT NULL,
    postcodes INTEGER NOT NULL
) STRICT;
CREATE TABLE constituency (
    number INTEGER PRIMARY KEY,
    code   TEXT NOT NULL,
    name   TEXT NOT NULL,                   -- empty where the file had none
    plain  TEXT NOT NULL                    -- the name as it is compared
) STRICT;
CREATE TABLE postcode_sector (
    sector TEXT PRIMARY KEY,                -- "SG5 1"
    units  BLOB NOT NULL                    -- which postcodes there are, and their constituencies' numbers
) STRICT, WITHOUT ROWID;

-- No list has been read off by authority since the word index knows how a story is filed.
DROP INDEX story_authority;
