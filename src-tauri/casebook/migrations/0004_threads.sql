-- A family's stories, newest first: where an answer goes that says nothing of the mail before it.
CREATE INDEX story_constituent ON story (constituent, received DESC);
