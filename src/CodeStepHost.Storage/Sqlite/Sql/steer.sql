-- A group that an aggregate step gathers (not due, and never parked) can only be ended early.
-- name: release
UPDATE messages SET state = 0, due_at = @now WHERE seq = @key AND (state = 2 OR (state = 0 AND due_at > @now));

-- name: extend
UPDATE messages SET granted = granted + @attempts, due_at = due_at + @later WHERE seq = @key AND (state = 2 OR (state = 0 AND due_at > @now AND parked_at IS NOT NULL));

-- name: hold
UPDATE messages SET state = 2 WHERE seq = @key AND state = 0 AND due_at > @now AND parked_at IS NOT NULL;

-- name: parked
SELECT messages.step, messages.reason, steps.flow, steps.step
FROM messages
JOIN steps ON steps.key = messages.step
WHERE seq = @key AND (state = 2 OR (state = 0 AND due_at > @now AND parked_at IS NOT NULL));
