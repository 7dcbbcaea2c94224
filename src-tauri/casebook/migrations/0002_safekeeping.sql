-- What an office decides about keeping: its settings, when a case is looked at again, what may be
-- handed on, and what was erased.

-- One row for each kind of setting, as JSON; what is missing is as the program has it.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The day on which somebody decides whether a case is still needed. NULL: so long after its newest
-- submission as the office's settings say.
ALTER TABLE story ADD COLUMN review TEXT;
-- Why it is still kept, as written at the last review.
ALTER TABLE story ADD COLUMN keep_reason TEXT NOT NULL DEFAULT '';
-- The day the family agreed that whoever follows may be handed their case. NULL: they have not.
ALTER TABLE story ADD COLUMN hand_over TEXT;

-- 1 where the story was erased: the change's words are gone, its hash stays in the chain.
ALTER TABLE audit ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;

-- What was done stays as it was written. Entries with the same step are taken back together; NULL:
-- alone. The one change an entry may see is erasure, which takes its words and nothing else.
ALTER TABLE audit ADD COLUMN step INTEGER;
CREATE INDEX audit_step ON audit (step) WHERE step IS NOT NULL;
CREATE INDEX audit_erased ON audit (seq) WHERE erased = 1;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN
    SELECT raise(ABORT, 'the audit trail is only added to');
END;
CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit
WHEN NOT (new.erased = 1 AND old.erased = 0 AND new.change = '' AND new.undoable = 0
    AND new.seq = old.seq AND new.at = old.at AND new.staff = old.staff AND new.story IS old.story
    AND new.change_hash = old.change_hash AND new.undoes IS old.undoes AND new.hash = old.hash)
BEGIN
    SELECT raise(ABORT, 'the audit trail is only added to');
END;

-- The receipt of the import a letter came with. NULL: it was typed, or came before this was kept.
ALTER TABLE submission ADD COLUMN import BLOB;
CREATE INDEX submission_import ON submission (import) WHERE import IS NOT NULL;
-- JSON: how its story stood before the letter joined it. NULL where the letter began its story.
ALTER TABLE submission ADD COLUMN before TEXT;

-- What is due for review is found without looking at every story.
CREATE INDEX story_review ON story (review) WHERE review IS NOT NULL;
CREATE INDEX story_unreviewed ON story (received) WHERE review IS NULL;
