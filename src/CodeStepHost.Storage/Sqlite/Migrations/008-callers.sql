-- Whether anything is left that could answer an HTTP caller who waits, and what failed meanwhile. Messages that nobody waits for are in neither index.
CREATE INDEX messages_by_caller ON messages (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX failures_by_caller ON failures (reply_to) WHERE reply_to IS NOT NULL;
