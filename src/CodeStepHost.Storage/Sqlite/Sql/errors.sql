-- name: keep-message
INSERT INTO failures (step, version, attempt, retry_of, handles_error, message_id, run, thread, parent, reply_to, content, recording)
SELECT step, version, attempt, retry_of, handles_error, id, run, thread, parent, reply_to, CASE WHEN length(content) <= @limit THEN content END, @recording
FROM messages
WHERE seq = @key;

-- name: add
INSERT INTO errors (failure, step, state, at, fingerprint, error) VALUES (@failure, @step, 0, @at, @fingerprint, @error);

-- name: close
UPDATE errors SET state = 2, closed_at = @now WHERE id = @id AND state = 0;

-- name: retried
UPDATE errors SET state = 1, closed_at = @now WHERE failure = @failure AND state = 0;

-- name: unmark
DELETE FROM error_groups WHERE fingerprint = @fingerprint;

-- name: mark
INSERT INTO error_groups (fingerprint, note, muted_until) VALUES (@fingerprint, @note, @muted_until);

-- name: to-retry
SELECT errors.state, errors.failure, flows.state, flows.version, failures.version, failures.attempt, failures.handles_error,
       failures.message_id, failures.run, failures.thread, failures.parent, failures.reply_to, failures.content, steps.flow, steps.step
FROM errors
JOIN failures ON failures.id = errors.failure
JOIN steps ON steps.key = failures.step
LEFT JOIN flows ON flows.name = steps.flow
WHERE errors.id = @id;
