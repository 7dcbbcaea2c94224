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
