-- What somebody decided of a child and a case: what is so, and what letters seem to say and is not so
-- (`dropped`: it is not offered again).
CREATE TABLE facet (
    story      INTEGER NOT NULL REFERENCES story (row) ON DELETE CASCADE,
    kind       TEXT NOT NULL,               -- phase, year_group, age, need, setting, stage, ask, praise
    value      TEXT NOT NULL,               -- which of them; of a year and an age, the number
    dropped    INTEGER NOT NULL,
    -- The words it rests on, where it was read in a letter; bytes into the submission's text.
    submission INTEGER REFERENCES submission (row) ON DELETE CASCADE,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    staff      BLOB NOT NULL REFERENCES staff (id),
    recorded   INTEGER NOT NULL,
    PRIMARY KEY (story, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX facet_submission ON facet (submission) WHERE submission IS NOT NULL;
