-- name: add
INSERT INTO quarantines (step, version, code, reason, kills, at, message_id) VALUES (@step, @version, @code, @reason, @kills, @at, @message_id)
ON CONFLICT DO NOTHING;

-- name: versions
SELECT version FROM quarantines WHERE step = @step ORDER BY version;

-- name: withhold
UPDATE messages SET state = 4 WHERE seq = @key;

-- name: of-step
SELECT steps.flow, steps.step, version, code, reason, kills, at, message_id
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
