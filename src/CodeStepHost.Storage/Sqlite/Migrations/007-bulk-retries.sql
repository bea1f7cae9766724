-- Retries in bulk. Whoever carries one on renews its lease; when the lease runs out, another may take it over.
CREATE TABLE bulk_retries (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    state        INTEGER NOT NULL,              -- 0 running, 1 stopped, 2 ended
    stop         INTEGER NOT NULL,              -- why it was stopped: 1 canary, 2 failures, 3 a person, 4 its flow is not active
    started_at   INTEGER NOT NULL,
    stopped_at   INTEGER,
    first        INTEGER NOT NULL,              -- where its present go began
    next         INTEGER NOT NULL,              -- the place of the message whose turn is next
    driver       TEXT NOT NULL,
    driven_until INTEGER NOT NULL,
    asked        TEXT NOT NULL                  -- JSON: who, which messages, pace, edit
);

CREATE TABLE bulk_retry_messages (
    retry  INTEGER NOT NULL REFERENCES bulk_retries,
    place  INTEGER NOT NULL,
    error  INTEGER NOT NULL,
    state  INTEGER NOT NULL,                    -- 0 left, 1 retried, 2 refused, 3 failed again, and the retention has dropped that failure
    reason TEXT,
    PRIMARY KEY (retry, place)
) WITHOUT ROWID;

CREATE INDEX bulk_retry_messages_by_error ON bulk_retry_messages (error);

-- What became of each message: fate is a BulkRetryFate. A message that waits is parked while parked_until has not come.
CREATE VIEW bulk_retry_fates AS
SELECT retry, place, error, reason,
       CASE state
           WHEN 0 THEN 5
           WHEN 1 THEN coalesce(
               (SELECT CASE messages.state WHEN 2 THEN 2 ELSE 1 END FROM messages WHERE retry_of = error),
               (SELECT 3 FROM failures WHERE retry_of = error LIMIT 1),
               0)
           WHEN 2 THEN 4
           ELSE 3
       END AS fate,
       CASE state WHEN 1 THEN (SELECT due_at FROM messages WHERE retry_of = error AND messages.state = 0) END AS parked_until
FROM bulk_retry_messages;
