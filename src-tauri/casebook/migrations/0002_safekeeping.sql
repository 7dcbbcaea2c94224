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
