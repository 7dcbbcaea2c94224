-- What this office's own filing teaches: made again at any time from the stories that are filed. No words that
-- fewer than three families' letters have, and none that may be a name.
CREATE TABLE learnt (
    theme  TEXT NOT NULL,
    words  TEXT NOT NULL,                   -- one word or two; empty: of the theme as such
    weight REAL NOT NULL,
    filed  INTEGER NOT NULL,
    total  INTEGER NOT NULL,
    PRIMARY KEY (theme, words)
) STRICT, WITHOUT ROWID;

-- How far that has come.
CREATE TABLE learning (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,               -- another one when something else is offered; 0 where nothing was learnt
    stories INTEGER NOT NULL,               -- what it rests on
    since   INTEGER,                        -- when the first of them was filed
    made    INTEGER,
    changed INTEGER NOT NULL,               -- filings since it was made, and a million for each filed story that went
    rule    INTEGER NOT NULL,               -- 0: learning was off; else one more than the entry filings count from
    settled INTEGER NOT NULL                -- up to this story, the Inbox offers what was learnt
) STRICT;
INSERT INTO learning (one, version, stories, since, made, changed, rule, settled)
SELECT 1, 0, 0, NULL, NULL, count(*), 1, 9223372036854775807 FROM story WHERE status = 'filed';

CREATE TRIGGER filing_taught AFTER UPDATE OF status, themes ON story
WHEN (old.status, old.themes) IS NOT (new.status, new.themes) AND 'filed' IN (old.status, new.status) BEGIN
    UPDATE learning SET changed = changed + 1;
END;
-- Nothing stays of a story that is erased: what was learnt goes with it, and is made again without it.
CREATE TRIGGER story_unlearnt BEFORE DELETE ON story WHEN old.status = 'filed' BEGIN
    DELETE FROM learnt;
    UPDATE learning SET changed = changed + 1000000;
END;
