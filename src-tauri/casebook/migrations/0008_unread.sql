-- Letters are stored first and read after: what reading offers for their stories is written down in the
-- background, and a letter waits here until it has been.
CREATE TABLE unread (
    letter INTEGER PRIMARY KEY REFERENCES submission (row) ON DELETE CASCADE
) STRICT;

-- A receipt no longer keeps what campaigns its letters belong to: they are found later, and asked for when
-- the receipt is shown.
UPDATE receipt SET body = json_set(body, '$.lines', (
    SELECT json_group_array(json_remove(line.value, '$.campaign')) FROM json_each(body, '$.lines') AS line))
WHERE json_type(body, '$.lines') = 'array';
