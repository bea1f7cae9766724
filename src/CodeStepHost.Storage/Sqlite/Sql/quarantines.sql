-- name: add
INSERT INTO quarantines (step, version, code, reason, kills, at, message_id, probe_every, probe_at)
VALUES (@step, @version, @code, @reason, @kills, @at, @message_id, @probe_every, @probe_at)
ON CONFLICT (step, version) DO UPDATE SET
    code = excluded.code, reason = excluded.reason, kills = excluded.kills, at = excluded.at, message_id = excluded.message_id,
    probe_every = NULL, probe_at = NULL
WHERE quarantines.probe_every IS NOT NULL AND excluded.probe_every IS NULL;

-- name: versions
SELECT version, probe_every, probe_at FROM quarantines WHERE step = @step ORDER BY version;

-- name: probe
-- The first that waits: withheld already, or come due since.
SELECT seq, generation, attempt, rebounds, enqueued_at, version, handles_error, id, run, thread, parent, reply_to, content, losses, granted
FROM messages
WHERE seq IN (
    SELECT seq FROM (SELECT seq FROM messages WHERE state = 4 AND step = @step AND version = @version ORDER BY due_at, seq LIMIT 1)
    UNION ALL
    SELECT seq FROM (SELECT seq FROM messages WHERE state = 0 AND step = @step AND version = @version AND due_at <= @now ORDER BY due_at, seq LIMIT 1))
ORDER BY due_at, seq
LIMIT 1;

-- name: probed
UPDATE quarantines SET probe_at = @next WHERE step = @step AND version = @version;

-- name: end-hold
DELETE FROM quarantines WHERE step = @step AND version = @version AND probe_every IS NOT NULL;

-- name: let-version-go
UPDATE messages SET state = 0 WHERE state = 4 AND step = @step AND version = @version;

-- name: withhold
UPDATE messages SET state = 4 WHERE seq = @key;

-- name: of-step
SELECT steps.flow, steps.step, version, code, reason, kills, at, message_id, probe_every, probe_at
FROM quarantines
JOIN steps ON steps.key = quarantines.step
WHERE quarantines.step = @step
ORDER BY version;

-- name: lift
DELETE FROM quarantines WHERE step = @step;

-- name: let-go
UPDATE messages SET state = 0 WHERE state = 4 AND step = @step;

-- name: move
-- What waits in a quarantine of the flow, withheld already or not yet.
UPDATE messages SET version = @version
WHERE seq IN (
    SELECT messages.seq
    FROM quarantines
    JOIN messages ON messages.step = quarantines.step AND messages.version = quarantines.version
    WHERE messages.state IN (0, 2, 4) AND quarantines.step IN (SELECT key FROM steps WHERE flow = @flow));

-- name: let-all-go
UPDATE messages SET state = 0 WHERE state = 4 AND step IN (SELECT key FROM steps WHERE flow = @flow);

-- name: lift-all
DELETE FROM quarantines WHERE step IN (SELECT key FROM steps WHERE flow = @flow);
