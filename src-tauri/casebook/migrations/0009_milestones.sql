-- The dates of a plan that somebody confirmed, and what was offered and is not so (`dropped`: it is not
-- offered again). Days are YYYY-MM-DD; a date that is not known to the day is the stretch between two.
CREATE TABLE milestone (
    row        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    story      INTEGER NOT NULL REFERENCES story (row) ON DELETE CASCADE,
    step       TEXT NOT NULL,
    earliest   TEXT NOT NULL,
    latest     TEXT NOT NULL,
    exact      TEXT NOT NULL,               -- day, month, school_year, about
    dropped    INTEGER NOT NULL,
    -- The words it rests on, where it was read in a letter; bytes into the submission's text.
    submission INTEGER REFERENCES submission (row) ON DELETE CASCADE,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    staff      BLOB NOT NULL REFERENCES staff (id),
    recorded   INTEGER NOT NULL
) STRICT;
CREATE INDEX milestone_story ON milestone (story);
CREATE INDEX milestone_submission ON milestone (submission) WHERE submission IS NOT NULL;
