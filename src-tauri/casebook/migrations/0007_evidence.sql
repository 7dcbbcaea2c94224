-- Counts of what `story_theme` holds, kept as it changes: the grid of a million stories is read from a few
-- thousand rows.

-- 1 in one of a story's rows: whoever counts stories by authority counts each once.
ALTER TABLE story_theme ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
UPDATE story_theme SET first = 1
WHERE theme = (SELECT min(theme) FROM story_theme AS other WHERE other.story = story_theme.story);
-- A period that begins or ends within a month is counted from these.
CREATE INDEX story_theme_received ON story_theme (received, consent, campaign, first);

-- Filed stories by theme and authority: in all, in each year (y2026) and in each month (m202609) in which they
-- were received. Under the theme * each story counts once. n0 to n5 are stories at each step of consent, c0 to c5
-- those among a campaign's.
CREATE TABLE evidence (
    theme     TEXT NOT NULL,
    authority TEXT NOT NULL,
    span      TEXT NOT NULL,
    n0 INTEGER NOT NULL DEFAULT 0, n1 INTEGER NOT NULL DEFAULT 0, n2 INTEGER NOT NULL DEFAULT 0,
    n3 INTEGER NOT NULL DEFAULT 0, n4 INTEGER NOT NULL DEFAULT 0, n5 INTEGER NOT NULL DEFAULT 0,
    c0 INTEGER NOT NULL DEFAULT 0, c1 INTEGER NOT NULL DEFAULT 0, c2 INTEGER NOT NULL DEFAULT 0,
    c3 INTEGER NOT NULL DEFAULT 0, c4 INTEGER NOT NULL DEFAULT 0, c5 INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (theme, authority, span)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER evidence_added AFTER INSERT ON story_theme BEGIN
    INSERT INTO evidence (span, theme, authority,
                          n0, n1, n2, n3, n4, n5, c0, c1, c2, c3, c4, c5)
    SELECT span, theme, new.authority,
           (new.consent = 0 AND new.campaign = 0), (new.consent = 1 AND new.campaign = 0),
           (new.consent = 2 AND new.campaign = 0), (new.consent = 3 AND new.campaign = 0),
           (new.consent = 4 AND new.campaign = 0), (new.consent = 5 AND new.campaign = 0),
           (new.consent = 0 AND new.campaign = 1), (new.consent = 1 AND new.campaign = 1),
           (new.consent = 2 AND new.campaign = 1), (new.consent = 3 AND new.campaign = 1),
           (new.consent = 4 AND new.campaign = 1), (new.consent = 5 AND new.campaign = 1)
    FROM (SELECT '' AS span
          UNION ALL SELECT strftime('y%Y', min(max(new.received, 0), 253402300799000) / 1000, 'unixepoch')
          UNION ALL SELECT strftime('m%Y%m', min(max(new.received, 0), 253402300799000) / 1000, 'unixepoch')),
         (SELECT new.theme AS theme UNION ALL SELECT '*' WHERE new.first = 1)
    WHERE 1
    ON CONFLICT DO UPDATE SET
        n0 = n0 + excluded.n0, n1 = n1 + excluded.n1, n2 = n2 + excluded.n2, n3 = n3 + excluded.n3,
        n4 = n4 + excluded.n4, n5 = n5 + excluded.n5, c0 = c0 + excluded.c0, c1 = c1 + excluded.c1,
        c2 = c2 + excluded.c2, c3 = c3 + excluded.c3, c4 = c4 + excluded.c4, c5 = c5 + excluded.c5;
END;
CREATE TRIGGER evidence_taken AFTER DELETE ON story_theme BEGIN
    INSERT INTO evidence (span, theme, authority,
                          n0, n1, n2, n3, n4, n5, c0, c1, c2, c3, c4, c5)
    SELECT span, theme, old.authority,
           -(old.consent = 0 AND old.campaign = 0), -(old.consent = 1 AND old.campaign = 0),
           -(old.consent = 2 AND old.campaign = 0), -(old.consent = 3 AND old.campaign = 0),
           -(old.consent = 4 AND old.campaign = 0), -(old.consent = 5 AND old.campaign = 0),
           -(old.consent = 0 AND old.campaign = 1), -(old.consent = 1 AND old.campaign = 1),
           -(old.consent = 2 AND old.campaign = 1), -(old.consent = 3 AND old.campaign = 1),
           -(old.consent = 4 AND old.campaign = 1), -(old.consent = 5 AND old.campaign = 1)
    FROM (SELECT '' AS span
          UNION ALL SELECT strftime('y%Y', min(max(old.received, 0), 253402300799000) / 1000, 'unixepoch')
          UNION ALL SELECT strftime('m%Y%m', min(max(old.received, 0), 253402300799000) / 1000, 'unixepoch')),
         (SELECT old.theme AS theme UNION ALL SELECT '*' WHERE old.first = 1)
    WHERE 1
    ON CONFLICT DO UPDATE SET
        n0 = n0 + excluded.n0, n1 = n1 + excluded.n1, n2 = n2 + excluded.n2, n3 = n3 + excluded.n3,
        n4 = n4 + excluded.n4, n5 = n5 + excluded.n5, c0 = c0 + excluded.c0, c1 = c1 + excluded.c1,
        c2 = c2 + excluded.c2, c3 = c3 + excluded.c3, c4 = c4 + excluded.c4, c5 = c5 + excluded.c5;
END;
CREATE TRIGGER evidence_changed AFTER UPDATE OF received, consent, campaign, first ON story_theme
WHEN (old.received, old.consent, old.campaign, old.first) IS NOT (new.received, new.consent, new.campaign, new.first)
BEGIN
    INSERT INTO evidence (span, theme, authority,
                          n0, n1, n2, n3, n4, n5, c0, c1, c2, c3, c4, c5)
    SELECT span, theme, old.authority,
           -(old.consent = 0 AND old.campaign = 0), -(old.consent = 1 AND old.campaign = 0),
           -(old.consent = 2 AND old.campaign = 0), -(old.consent = 3 AND old.campaign = 0),
           -(old.consent = 4 AND old.campaign = 0), -(old.consent = 5 AND old.campaign = 0),
           -(old.consent = 0 AND old.campaign = 1), -(old.consent = 1 AND old.campaign = 1),
           -(old.consent = 2 AND old.campaign = 1), -(old.consent = 3 AND old.campaign = 1),
           -(old.consent = 4 AND old.campaign = 1), -(old.consent = 5 AND old.campaign = 1)
    FROM (SELECT '' AS span
          UNION ALL SELECT strftime('y%Y', min(max(old.received, 0), 253402300799000) / 1000, 'unixepoch')
          UNION ALL SELECT strftime('m%Y%m', min(max(old.received, 0), 253402300799000) / 1000, 'unixepoch')),
         (SELECT old.theme AS theme UNION ALL SELECT '*' WHERE old.first = 1)
    WHERE 1
    ON CONFLICT DO UPDATE SET
        n0 = n0 + excluded.n0, n1 = n1 + excluded.n1, n2 = n2 + excluded.n2, n3 = n3 + excluded.n3,
        n4 = n4 + excluded.n4, n5 = n5 + excluded.n5, c0 = c0 + excluded.c0, c1 = c1 + excluded.c1,
        c2 = c2 + excluded.c2, c3 = c3 + excluded.c3, c4 = c4 + excluded.c4, c5 = c5 + excluded.c5;
    INSERT INTO evidence (span, theme, authority,
                          n0, n1, n2, n3, n4, n5, c0, c1, c2, c3, c4, c5)
    SELECT span, theme, new.authority,
           (new.consent = 0 AND new.campaign = 0), (new.consent = 1 AND new.campaign = 0),
           (new.consent = 2 AND new.campaign = 0), (new.consent = 3 AND new.campaign = 0),
           (new.consent = 4 AND new.campaign = 0), (new.consent = 5 AND new.campaign = 0),
           (new.consent = 0 AND new.campaign = 1), (new.consent = 1 AND new.campaign = 1),
           (new.consent = 2 AND new.campaign = 1), (new.consent = 3 AND new.campaign = 1),
           (new.consent = 4 AND new.campaign = 1), (new.consent = 5 AND new.campaign = 1)
    FROM (SELECT '' AS span
          UNION ALL SELECT strftime('y%Y', min(max(new.received, 0), 253402300799000) / 1000, 'unixepoch')
          UNION ALL SELECT strftime('m%Y%m', min(max(new.received, 0), 253402300799000) / 1000, 'unixepoch')),
         (SELECT new.theme AS theme UNION ALL SELECT '*' WHERE new.first = 1)
    WHERE 1
    ON CONFLICT DO UPDATE SET
        n0 = n0 + excluded.n0, n1 = n1 + excluded.n1, n2 = n2 + excluded.n2, n3 = n3 + excluded.n3,
        n4 = n4 + excluded.n4, n5 = n5 + excluded.n5, c0 = c0 + excluded.c0, c1 = c1 + excluded.c1,
        c2 = c2 + excluded.c2, c3 = c3 + excluded.c3, c4 = c4 + excluded.c4, c5 = c5 + excluded.c5;
END;

-- What is filed already.
INSERT INTO evidence (theme, authority, span,
                      n0, n1, n2, n3, n4, n5, c0, c1, c2, c3, c4, c5)
SELECT iif(once, '*', theme) AS of_theme, authority,
       coalesce(strftime(shape, min(max(received, 0), 253402300799000) / 1000, 'unixepoch'), '') AS of_span,
       sum(consent = 0 AND campaign = 0), sum(consent = 1 AND campaign = 0),
       sum(consent = 2 AND campaign = 0), sum(consent = 3 AND campaign = 0),
       sum(consent = 4 AND campaign = 0), sum(consent = 5 AND campaign = 0),
       sum(consent = 0 AND campaign = 1), sum(consent = 1 AND campaign = 1),
       sum(consent = 2 AND campaign = 1), sum(consent = 3 AND campaign = 1),
       sum(consent = 4 AND campaign = 1), sum(consent = 5 AND campaign = 1)
FROM story_theme
CROSS JOIN (SELECT 0 AS once UNION ALL SELECT 1)
CROSS JOIN (SELECT NULL AS shape UNION ALL SELECT 'y%Y' UNION ALL SELECT 'm%Y%m')
WHERE once <= first
GROUP BY of_theme, authority, of_span;
