-- name: lease
SELECT step, handles_error, EXISTS (SELECT 1 FROM messages WHERE state = 3 AND staged_by = @key)
FROM messages
WHERE seq = @key AND generation = @generation AND state = 1;

-- name: publish-staged
UPDATE messages
SET state = 0, due_at = @now, enqueued_at = @now
WHERE seq IN (
    SELECT seq FROM messages
    WHERE state = 3 AND staged_by = @key AND staged_generation = @generation
    ORDER BY seq
    LIMIT @count);

-- name: drop-staged
DELETE FROM messages
WHERE seq IN (
    SELECT seq FROM messages
    WHERE state = 3 AND staged_by = @key
    LIMIT @count);

-- name: remove
DELETE FROM messages WHERE seq = @key;

-- name: park
UPDATE messages
SET state = 0, owner = NULL, lease_until = NULL, losses = 0, due_at = @at, rebounds = @number, reason = @reason, parked_at = @now
WHERE seq = @key;

-- name: return
UPDATE messages SET state = 0, owner = NULL, lease_until = NULL, losses = 0, attempt = attempt - 1 WHERE seq = @key;

-- name: execution
INSERT INTO executions (step, version, attempt, started_at, duration, seed, emitted, outcome, message_id, run, thread)
VALUES (@step, @version, @attempt, @started_at, @duration, @seed, @emitted, @outcome, @message_id, @run, @thread);
