-- The kept counts by period first: the grid of a year is read from that year's rows, instead of picking
-- them from every row of every theme and authority.
CREATE TEMP TABLE counted AS SELECT * FROM evidence;
DROP TABLE evidence;
CREATE TABLE evidence (
    span      TEXT NOT NULL,
    theme     TEXT NOT NULL,
    authority TEXT NOT NULL,
    n0 INTEGER NOT NULL DEFAULT 0, n1 INTEGER NOT NULL DEFAULT 0, n2 INTEGER NOT NULL DEFAULT 0,
    n3 INTEGER NOT NULL DEFAULT 0, n4 INTEGER NOT NULL DEFAULT 0, n5 INTEGER NOT NULL DEFAULT 0,
    c0 INTEGER NOT NULL DEFAULT 0, c1 INTEGER NOT NULL DEFAULT 0, c2 INTEGER NOT NULL DEFAULT 0,
    c3 INTEGER NOT NULL DEFAULT 0, c4 INTEGER NOT NULL DEFAULT 0, c5 INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (span, theme, authority)
) STRICT, WITHOUT ROWID;
INSERT INTO evidence (span, theme, authority, n0, n1, n2, n3, n4, n5, c0, c1, c2, c3, c4, c5)
SELECT span, theme, authority, n0, n1, n2, n3, n4, n5, c0, c1, c2, c3, c4, c5
FROM temp.counted ORDER BY span, theme, authority;
DROP TABLE temp.counted;
