-- The word index also knows how each letter's story is filed, so that a list of a theme, an authority or
-- a day looks at no other letter. It keeps no places within a letter: a third of the size, and less to write.

-- Which story a letter belongs to, apart from its words: a search asks it thousands of times.
CREATE TABLE letter_story (
    letter INTEGER PRIMARY KEY,
    story  INTEGER NOT NULL
) STRICT;
INSERT INTO letter_story SELECT row, story FROM submission;

-- How a story is filed, as words that nobody can type: each begins with a letter (here a full stop) that
-- no script has. s its status, w where it waits, a its authority, t a theme, u where it is or may be urgent,
-- a c for each step of consent, k its campaign, o where it is in none; y, m and d when it was received.
-- `facets_changed` says the same of what changes, and `store/facets.rs` asks for them.
CREATE VIEW story_facets AS
SELECT row AS story, replace(replace(
           '.s' || status || iif(waiting, ' .w', '') || ' .a' || coalesce(authority, 'none')
           || iif(themes = '[]', ' .tnone', replace(replace(replace(themes, '["', ' .t'), '","', ' .t'), '"]', ''))
           || iif(urgent OR alarm, ' .u', '') || substr(' .c1 .c2 .c3 .c4 .c5', 1, 4 * consent)
           || coalesce(' .k' || campaign, ' .o')
           || strftime(' .y%Y .m%Y%m .d%Y%m%d', min(max(received, 0), 253402300799000) / 1000, 'unixepoch'),
           '_', ''), '.', char(0xE000)) AS facets
FROM story;
-- A letter that holds such a word all the same must not pass for filed, nor the index for damaged.
CREATE VIEW letter_words AS
SELECT submission.row AS row, replace(sender, char(0xE000), ' ') AS sender, replace(subject, char(0xE000), ' ') AS subject,
       replace(text, char(0xE000), ' ') AS text, facets
FROM submission JOIN story_facets ON story_facets.story = submission.story;

DROP TRIGGER submission_indexed;
DROP TRIGGER submission_unindexed;
DROP TABLE submission_words;
CREATE VIRTUAL TABLE submission_words USING fts5 (
    sender, subject, text, facets, content = 'letter_words', content_rowid = 'row', detail = none, columnsize = 0,
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
INSERT INTO submission_words (submission_words, rank) VALUES ('pgsz', 3900);
INSERT INTO submission_words (submission_words, rank) VALUES ('secure-delete', 1);
-- Half as often as by default what was written is written again, merged.
INSERT INTO submission_words (submission_words, rank) VALUES ('automerge', 8);
INSERT INTO submission_words (submission_words) VALUES ('rebuild');
-- The words that the index knows.
CREATE VIRTUAL TABLE known_word USING fts5vocab (submission_words, instance);

-- A letter's words are never changed, only how its story is filed. The index forgets what it is told, so
-- it is told the same again: before anything that the view reads has gone.
-- What comes in is put into the index by `store/search.rs`.
CREATE TRIGGER letter_unindexed BEFORE DELETE ON submission BEGIN
    INSERT INTO submission_words (submission_words, rowid, sender, subject, text, facets)
    SELECT 'delete', row, sender, subject, text, facets FROM letter_words WHERE row = old.row;
    DELETE FROM letter_story WHERE letter = old.row;
END;
CREATE TRIGGER story_unindexed BEFORE DELETE ON story BEGIN
    DELETE FROM submission WHERE story = old.row;
END;
-- Only what is not the same any more is taken out and put in: finding a campaign changes one facet of
-- thousands of letters.
CREATE TRIGGER facets_changed
AFTER UPDATE OF status, waiting, authority, themes, urgent, alarm, consent, campaign, received ON story
WHEN (old.status, old.waiting, old.authority, old.themes, old.urgent OR old.alarm, old.consent, old.campaign, old.received)
     IS NOT (new.status, new.waiting, new.authority, new.themes, new.urgent OR new.alarm, new.consent, new.campaign, new.received)
BEGIN
    INSERT INTO submission_words (submission_words, rowid, facets)
    SELECT 'delete', row, replace(replace(
        iif(old.status IS new.status, '', ' .s' || old.status)
        || iif(old.waiting > new.waiting, ' .w', '')
        || iif(old.authority IS new.authority, '', ' .a' || coalesce(old.authority, 'none'))
        || iif(old.themes IS new.themes, '', iif(old.themes = '[]', ' .tnone',
               replace(replace(replace(old.themes, '["', ' .t'), '","', ' .t'), '"]', '')))
        || iif((old.urgent OR old.alarm) > (new.urgent OR new.alarm), ' .u', '')
        || substr(' .c1 .c2 .c3 .c4 .c5', 1 + 4 * new.consent, max(4 * (old.consent - new.consent), 0))
        || iif(old.campaign IS new.campaign, '', coalesce(' .k' || old.campaign, ' .o'))
        || iif(old.received IS new.received, '',
               strftime(' .y%Y .m%Y%m .d%Y%m%d', min(max(old.received, 0), 253402300799000) / 1000, 'unixepoch')),
        '_', ''), '.', char(0xE000))
    FROM submission WHERE story = new.row;
    INSERT INTO submission_words (rowid, facets)
    SELECT row, replace(replace(
        iif(old.status IS new.status, '', ' .s' || new.status)
        || iif(new.waiting > old.waiting, ' .w', '')
        || iif(old.authority IS new.authority, '', ' .a' || coalesce(new.authority, 'none'))
        || iif(old.themes IS new.themes, '', iif(new.themes = '[]', ' .tnone',
               replace(replace(replace(new.themes, '["', ' .t'), '","', ' .t'), '"]', '')))
        || iif((new.urgent OR new.alarm) > (old.urgent OR old.alarm), ' .u', '')
        || substr(' .c1 .c2 .c3 .c4 .c5', 1 + 4 * old.consent, max(4 * (new.consent - old.consent), 0))
        || iif(old.campaign IS new.campaign, '', coalesce(' .k' || new.campaign, ' .o'))
        || iif(old.received IS new.received, '',
               strftime(' .y%Y .m%Y%m .d%Y%m%d', min(max(new.received, 0), 253402300799000) / 1000, 'unixepoch')),
        '_', ''), '.', char(0xE000))
    FROM submission WHERE story = new.row;
END;
