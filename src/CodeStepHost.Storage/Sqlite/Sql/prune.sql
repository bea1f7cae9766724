-- name: old-errors
DELETE FROM errors
WHERE at < @before OR id IN (
    SELECT id FROM (
        SELECT errors.id, row_number() OVER (PARTITION BY steps.flow ORDER BY errors.id DESC) AS place
        FROM errors
        JOIN steps ON steps.key = errors.step)
    WHERE place > @most)
RETURNING step;

-- name: count-dropped
UPDATE flows SET errors_dropped = errors_dropped + @dropped WHERE name = (SELECT flow FROM steps WHERE key = @step);

-- name: keep-fates
-- What a message of a retry in bulk became is told by its failure.
UPDATE bulk_retry_messages SET state = 3
WHERE state = 1 AND error IN (
    SELECT retry_of FROM failures
    WHERE retry_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM errors WHERE errors.failure = failures.id));

-- name: messages-of-bulk-retries
DELETE FROM bulk_retry_messages WHERE retry IN (SELECT id FROM bulk_retries WHERE coalesce(stopped_at, driven_until) < @before);

-- name: bulk-retries
DELETE FROM bulk_retries WHERE coalesce(stopped_at, driven_until) < @before;

-- name: failures-without-errors
DELETE FROM failures WHERE NOT EXISTS (SELECT 1 FROM errors WHERE errors.failure = failures.id);

-- name: executions
-- From the oldest on, up to the first that is young enough; only the chunk is looked at.
DELETE FROM executions
WHERE id IN (SELECT id FROM executions ORDER BY id LIMIT @chunk)
  AND id < coalesce((SELECT min(id) FROM (SELECT id, started_at FROM executions ORDER BY id LIMIT @chunk) WHERE started_at >= @before), 9223372036854775807);

-- name: log-lines
DELETE FROM log_lines
WHERE id IN (SELECT id FROM log_lines ORDER BY id LIMIT @chunk)
  AND id < coalesce((SELECT min(id) FROM (SELECT id, at FROM log_lines ORDER BY id LIMIT @chunk) WHERE at >= @before), 9223372036854775807);

-- name: intakes
DELETE FROM intakes WHERE (flow, id) IN (SELECT flow, id FROM intakes WHERE at < @before LIMIT @chunk);

-- name: former-snapshots
DELETE FROM former_snapshots
WHERE (step, version) IN (
    SELECT step, version FROM (
        SELECT step, version, row_number() OVER (PARTITION BY step ORDER BY version DESC) AS place FROM former_snapshots)
    WHERE place > @most);
