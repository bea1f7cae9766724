-- name: flow-state
SELECT state FROM flows WHERE name = @flow;

-- name: due
SELECT seq, generation, attempt, rebounds, enqueued_at, version, handles_error, id, run, thread, parent, reply_to, content, losses, granted
FROM messages
WHERE state = 0 AND step = @step AND due_at <= @now
ORDER BY due_at, seq
LIMIT @count;

-- name: lease
UPDATE messages
SET state = 1, owner = @owner, lease_until = @until, attempt = attempt + 1, generation = generation + 1
WHERE seq = @key;

-- name: begin
UPDATE messages SET losses = losses + 1 WHERE seq = @key AND generation = @generation AND state = 1;

-- name: next-due
SELECT min(due_at) FROM messages WHERE state = 0 AND step = @step AND due_at > @now;

-- name: renew
UPDATE messages SET lease_until = @until WHERE seq = @key AND generation = @generation AND state = 1;
