-- The first shape of a casebook. Times are milliseconds since 1970 in UTC; days are YYYY-MM-DD;
-- ids that leave the file are UUIDv7 blobs, and `row` is only ever used inside it.

CREATE TABLE office (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    casebook     BLOB NOT NULL,             -- this casebook's own id, as in its key slots
    mp           TEXT NOT NULL,
    constituency TEXT NOT NULL,
    authorities  TEXT NOT NULL,             -- JSON array of GSS codes
    sample       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE staff (
    id      BLOB PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE COLLATE NOCASE,
    at_desk INTEGER NOT NULL DEFAULT 0      -- 1 for whoever sat down last
) STRICT;

CREATE TABLE constituent (
    row      INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    email    TEXT NOT NULL,                 -- lower case; empty where not known
    postcode TEXT NOT NULL
) STRICT;
CREATE INDEX constituent_email ON constituent (email) WHERE email <> '';

CREATE TABLE story (
    row         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    constituent INTEGER NOT NULL REFERENCES constituent (row),
    subject     TEXT NOT NULL,
    status      TEXT NOT NULL,              -- new, filed, set_aside
    waiting     INTEGER NOT NULL,           -- 1 while somebody has yet to look at it
    authority   TEXT,                       -- GSS code
    themes      TEXT NOT NULL,              -- JSON array of theme ids, most central first
    urgent      INTEGER NOT NULL,
    positive    INTEGER NOT NULL,
    consent     INTEGER NOT NULL,           -- the step last recorded, for filters
    received    INTEGER NOT NULL,           -- its newest submission
    offered     TEXT NOT NULL,              -- JSON: what reading its letters offers, for lists
    alarm       INTEGER NOT NULL            -- 1 while it waits and its words suggest a risk to somebody
) STRICT;
-- Lists show those that may be urgent first, then the newest first.
CREATE INDEX story_waiting ON story ((urgent OR alarm) DESC, received DESC) WHERE waiting = 1;
CREATE INDEX story_status ON story (status, (urgent OR alarm) DESC, received DESC);
CREATE INDEX story_first ON story ((urgent OR alarm) DESC, received DESC);
CREATE INDEX story_authority ON story (authority, received DESC);

-- The grid is counted from this table alone. Filed stories only; '' where there is no theme or
-- no authority, so that every filed story has a row.
CREATE TABLE story_theme (
    theme     TEXT NOT NULL,
    authority TEXT NOT NULL,
    story     INTEGER NOT NULL REFERENCES story (row) ON DELETE CASCADE,
    received  INTEGER NOT NULL,
    consent   INTEGER NOT NULL,
    PRIMARY KEY (theme, authority, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_theme_story ON story_theme (story);

CREATE TABLE submission (
    row         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    story       INTEGER NOT NULL REFERENCES story (row) ON DELETE CASCADE,
    channel     TEXT NOT NULL,
    received    INTEGER NOT NULL,
    sender      TEXT NOT NULL,              -- as the letter says
    email       TEXT NOT NULL,
    subject     TEXT NOT NULL,
    text        TEXT NOT NULL,
    from_html   INTEGER NOT NULL,
    attachments TEXT NOT NULL,              -- JSON: name, media type, size
    message_id  TEXT,
    fingerprint BLOB NOT NULL,              -- of sender, subject and words: tells a copy
    digest      BLOB                        -- SHA-256 of the original bytes, where there are any
) STRICT;
CREATE INDEX submission_story ON submission (story);
CREATE INDEX submission_message_id ON submission (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX submission_fingerprint ON submission (fingerprint);
CREATE INDEX submission_digest ON submission (digest) WHERE digest IS NOT NULL;

-- The bytes as they arrived.
CREATE TABLE original (
    submission INTEGER PRIMARY KEY REFERENCES submission (row) ON DELETE CASCADE,
    bytes      BLOB NOT NULL
) STRICT;

CREATE VIRTUAL TABLE submission_words USING fts5 (
    sender, subject, text,
    content = 'submission', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO submission_words (submission_words, rank) VALUES ('pgsz', 3900);
INSERT INTO submission_words (submission_words, rank) VALUES ('secure-delete', 1);
-- A submission is never changed, so two triggers keep the index true.
CREATE TRIGGER submission_indexed AFTER INSERT ON submission BEGIN
    INSERT INTO submission_words (rowid, sender, subject, text) VALUES (new.row, new.sender, new.subject, new.text);
END;
CREATE TRIGGER submission_unindexed AFTER DELETE ON submission BEGIN
    INSERT INTO submission_words (submission_words, rowid, sender, subject, text)
    VALUES ('delete', old.row, old.sender, old.subject, old.text);
END;

CREATE TABLE consent (
    row        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE,
    story      INTEGER NOT NULL REFERENCES story (row) ON DELETE CASCADE,
    level      TEXT NOT NULL,
    given_on   TEXT NOT NULL,
    how        TEXT NOT NULL,
    withdrawal INTEGER NOT NULL,
    staff      BLOB NOT NULL REFERENCES staff (id),
    recorded   INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_story ON consent (story);

CREATE TABLE passage (
    row         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    submission  INTEGER NOT NULL REFERENCES submission (row) ON DELETE CASCADE,
    start       INTEGER NOT NULL,           -- bytes into the submission's text
    "end"       INTEGER NOT NULL,
    words       TEXT NOT NULL,              -- as it would be printed
    attribution TEXT NOT NULL
) STRICT;
CREATE INDEX passage_submission ON passage (submission);

CREATE TABLE note (
    row   INTEGER PRIMARY KEY,
    id    BLOB NOT NULL UNIQUE,
    story INTEGER NOT NULL REFERENCES story (row) ON DELETE CASCADE,
    at    INTEGER NOT NULL,
    staff BLOB NOT NULL REFERENCES staff (id),
    text  TEXT NOT NULL
) STRICT;
CREATE INDEX note_story ON note (story);

CREATE TABLE debate (
    id   BLOB PRIMARY KEY,
    date TEXT NOT NULL,
    body TEXT NOT NULL                      -- JSON
) STRICT;

-- Every pack that left the app, and whose words were in it.
CREATE TABLE pack (
    row   INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    date  TEXT NOT NULL,
    made  INTEGER NOT NULL,
    staff BLOB NOT NULL REFERENCES staff (id)
) STRICT;
CREATE TABLE pack_story (
    story INTEGER NOT NULL REFERENCES story (row) ON DELETE CASCADE,
    pack  INTEGER NOT NULL REFERENCES pack (row) ON DELETE CASCADE,
    PRIMARY KEY (story, pack)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
    id   BLOB PRIMARY KEY,
    at   INTEGER NOT NULL,
    body TEXT NOT NULL                      -- JSON
) STRICT;

-- What was done, by whom, when: only ever added to. Each entry's hash covers the one before it.
CREATE TABLE audit (
    seq          INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    staff        BLOB NOT NULL,
    story        BLOB,
    change       TEXT NOT NULL,             -- JSON: what, from, to
    change_hash  BLOB NOT NULL,
    undoes       INTEGER UNIQUE REFERENCES audit (seq),
    undoable     INTEGER NOT NULL,
    hash         BLOB NOT NULL
) STRICT;
CREATE INDEX audit_story ON audit (story) WHERE story IS NOT NULL;
CREATE INDEX audit_undoable ON audit (seq) WHERE undoable = 1;
