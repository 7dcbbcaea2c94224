-- What is read with something else than before is read again: first the stories of the Inbox, then the others,
-- those that began last first. Each walk has come down to this row; 0 where it is over.
ALTER TABLE read_with ADD COLUMN inbox INTEGER NOT NULL DEFAULT 0;
ALTER TABLE read_with ADD COLUMN others INTEGER NOT NULL DEFAULT 0;
-- Whatever has been read so far may have been read with something else.
INSERT OR REPLACE INTO read_with (one, version) SELECT 1, 0 WHERE EXISTS (SELECT 1 FROM story);

-- A number made of everything a close reading rested on: while it stays the same, reading again finds the same.
ALTER TABLE close_reading ADD COLUMN rests INTEGER NOT NULL DEFAULT 0;

-- What reading a filed story again noticed, and nobody has filed it by. It has places in letters, and no words.
CREATE TABLE reread (
    story   INTEGER NOT NULL REFERENCES story (row) ON DELETE CASCADE,
    what    INTEGER NOT NULL,               -- 0 words of risk, 1 another authority, 2 a theme
    which   TEXT NOT NULL,                  -- the authority or the theme
    score   REAL NOT NULL,
    at      TEXT NOT NULL,                  -- JSON: letter, first byte, the first behind it
    settled INTEGER NOT NULL,               -- 1 where somebody left it, or had been offered it before
    done    INTEGER NOT NULL,               -- 1 where the filing says so by now, or the story is not filed any more
    PRIMARY KEY (story, what, which)
) STRICT, WITHOUT ROWID;
CREATE INDEX reread_open ON reread (what, which, score DESC, story DESC) WHERE settled = 0 AND done = 0;
