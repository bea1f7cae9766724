-- A step's version whose script killed its process too often. Its messages wait in state 4 (withheld), into which a claim puts them that comes
-- upon them, so that they stand in no claim's way.
CREATE TABLE quarantines (
    step       INTEGER NOT NULL REFERENCES steps,
    version    INTEGER NOT NULL,
    code       TEXT NOT NULL,
    reason     TEXT NOT NULL,
    kills      INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    PRIMARY KEY (step, version)
) WITHOUT ROWID;

CREATE INDEX messages_withheld ON messages (step, version) WHERE state = 4;

-- How often a host was lost that had the message.
ALTER TABLE messages ADD COLUMN losses INTEGER NOT NULL DEFAULT 0;
