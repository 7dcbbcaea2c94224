-- Campaigns: one text sent by many.

CREATE TABLE campaign (
    row  INTEGER PRIMARY KEY,
    id   BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,                     -- the subject most of its letters have
    core BLOB NOT NULL                      -- what they share, as hashes of words in a row
) STRICT;

-- What is kept of a letter so that one that comes later is not compared with every one before it. A
-- letter without a row here has not been looked at yet.
CREATE TABLE likeness (
    row       INTEGER PRIMARY KEY REFERENCES submission (row) ON DELETE CASCADE,
    sketch    BLOB NOT NULL,                -- empty where it has too few words to compare
    campaign  INTEGER REFERENCES campaign (row),
    own_words INTEGER NOT NULL,             -- words the sender added to the campaign's
    apart     INTEGER NOT NULL DEFAULT 0,   -- 1 where somebody said that it is no part of the campaign
    compared  INTEGER NOT NULL DEFAULT 0    -- 0 until it was compared with letters of no campaign
) STRICT;
CREATE INDEX likeness_campaign ON likeness (campaign) WHERE campaign IS NOT NULL;
CREATE INDEX likeness_new ON likeness (row) WHERE compared = 0;

-- The campaign all of a story's letters belong to; a family that writes anything else leaves it. And
-- how many words of their own they put into it.
ALTER TABLE story ADD COLUMN campaign INTEGER REFERENCES campaign (row);
ALTER TABLE story ADD COLUMN own_words INTEGER NOT NULL DEFAULT 0;
CREATE INDEX story_campaign ON story (campaign, own_words DESC) WHERE campaign IS NOT NULL;
-- The day on which the family was told that their letter has arrived.
ALTER TABLE story ADD COLUMN acknowledged TEXT;

-- 1 where the story is a campaign's: so that counting without them looks nowhere else.
ALTER TABLE story_theme ADD COLUMN campaign INTEGER NOT NULL DEFAULT 0;

-- The Inbox shows a campaign as one line.
DROP INDEX story_waiting;
CREATE INDEX story_waiting ON story ((urgent OR alarm) DESC, received DESC, campaign) WHERE waiting = 1;
