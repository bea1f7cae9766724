-- Rebounds beyond the step's limit that a person has granted.
ALTER TABLE messages ADD COLUMN granted INTEGER NOT NULL DEFAULT 0;

-- What became of a retry is asked by the error that was retried.
CREATE INDEX messages_by_retry ON messages (retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX failures_by_retry ON failures (retry_of) WHERE retry_of IS NOT NULL;
