-- name: add
INSERT INTO bulk_retries (state, stop, started_at, first, next, driver, driven_until, asked) VALUES (0, 0, @now, 0, 0, @driver, @until, @asked);

-- name: add-messages
INSERT INTO bulk_retry_messages (retry, place, error, state) SELECT @retry, key, value, 0 FROM json_each(@errors);

-- name: add-refused
INSERT INTO bulk_retry_messages (retry, place, error, state, reason) VALUES (@retry, @place, @error, 2, @reason);

-- name: take
UPDATE bulk_retries SET driver = @driver, driven_until = @until WHERE id = @id AND state = 0 AND (driven_until <= @now OR driver = @driver);

-- name: resume
UPDATE bulk_retries SET state = 0, stop = 0, stopped_at = NULL, first = next, driver = @driver, driven_until = @until
WHERE id = @id AND state = 1 AND EXISTS (SELECT 1 FROM bulk_retry_messages WHERE retry = @id AND state = 0);

-- name: renew
UPDATE bulk_retries SET driven_until = @until WHERE id = @id AND state = 0 AND driver = @driver AND next = @next RETURNING asked;

-- name: turns
SELECT place, error FROM bulk_retry_messages WHERE retry = @id AND place >= @next AND state = 0 ORDER BY place LIMIT @count;

-- name: had-its-turn
UPDATE bulk_retry_messages SET state = @state, reason = @reason WHERE retry = @id AND place = @place;

-- name: move-on
UPDATE bulk_retries SET next = @next WHERE id = @id;

-- name: end
UPDATE bulk_retries SET state = @state, stop = @stop, stopped_at = @now WHERE id = @id AND state = 0 AND (@driver IS NULL OR driver = @driver);
