-- name: flows
SELECT name, state, version, deployed_at, errors_dropped,
       (SELECT count(*) FROM steps JOIN errors ON errors.step = steps.key AND errors.state = 0 WHERE steps.flow = flows.name)
FROM flows
ORDER BY name;

-- name: package
SELECT files FROM versions WHERE flow = @flow AND number = @version;

-- name: step-counts
WITH counts AS MATERIALIZED (
    SELECT steps.flow, steps.step,
           (SELECT count(*) FROM messages WHERE state = 0 AND messages.step = key AND due_at <= @now)
               + (SELECT count(*) FROM messages WHERE state = 4 AND messages.step = key) AS waiting,
           (SELECT count(*) FROM messages WHERE state = 1 AND messages.step = key) AS running,
           (SELECT count(*) FROM messages WHERE state = 0 AND messages.step = key AND due_at > @now) AS parked,
           (SELECT count(*) FROM messages WHERE state = 2 AND messages.step = key) AS held,
           (SELECT min(due_at) FROM messages WHERE state = 0 AND messages.step = key AND due_at > @now) AS next_due,
           coalesce(done, 0) AS done, coalesce(failed, 0) AS failed, coalesce(rebounded, 0) AS rebounded,
           (SELECT count(*) FROM errors WHERE state = 0 AND errors.step = key) AS open_errors
    FROM steps
    LEFT JOIN counters ON counters.step = steps.key
    WHERE @flow IS NULL OR steps.flow = @flow)
SELECT flow, step, waiting, running, parked, held, next_due, done, failed, rebounded, open_errors
FROM counts
WHERE waiting + running + parked + held + done + failed + rebounded + open_errors > 0
ORDER BY flow, step;

-- name: quarantines
SELECT flow, steps.step, version, code, reason, kills, at, message_id, probe_every, probe_at
FROM quarantines
JOIN steps ON steps.key = quarantines.step
WHERE 1 = 1 /* filters */
ORDER BY flow, steps.step, version;

-- name: snapshots
SELECT flow, steps.step, version, value, at, by
FROM snapshots
JOIN steps ON steps.key = snapshots.step
WHERE value IS NOT NULL /* filters */
ORDER BY flow, steps.step;

-- name: snapshot-history
SELECT version, value, at, by
FROM (
    SELECT step, version, value, at, by FROM former_snapshots
    UNION ALL
    SELECT step, version, value, at, by FROM snapshots WHERE value IS NULL)
WHERE step = (SELECT key FROM steps WHERE flow = @flow AND steps.step = @step)
ORDER BY version DESC
LIMIT @limit;

-- name: credential
SELECT value FROM credentials JOIN steps ON steps.key = credentials.step WHERE flow = @flow AND steps.step = @step;

-- name: messages
SELECT seq, state, due_at, flow, steps.step, attempt, rebounds, enqueued_at, reason, parked_at, version, handles_error, id, run, thread, parent, reply_to, content, granted
FROM messages
JOIN steps ON steps.key = messages.step
WHERE state <> 3 /* filters */
ORDER BY due_at, seq
LIMIT @limit;

-- name: can-reply
SELECT 1 FROM messages WHERE reply_to = @caller AND state <> 3 LIMIT 1;

-- name: errors
SELECT errors.id, flow, steps.step, version, message_id, run, thread, parent, error, content, attempt, at, state, closed_at, fingerprint, retry_of
FROM errors
JOIN failures ON failures.id = errors.failure
JOIN steps ON steps.key = errors.step
WHERE 1 = 1 /* filters */
ORDER BY errors.id DESC
LIMIT @limit;

-- name: group-marks
SELECT fingerprint, note, muted_until FROM error_groups ORDER BY fingerprint;

-- name: recording
SELECT failures.recording FROM errors JOIN failures ON failures.id = errors.failure WHERE errors.id = @id AND failures.recording IS NOT NULL;

-- name: retry-states
-- As RetryState counts them.
SELECT asked.value, coalesce(
    (SELECT CASE WHEN state = 2 OR (state = 0 AND due_at > @now) THEN 2 ELSE 1 END FROM messages WHERE retry_of = asked.value),
    (SELECT 3 FROM failures WHERE retry_of = asked.value LIMIT 1),
    0)
FROM json_each(@errors) AS asked;

-- name: log-lines
SELECT flow, steps.step, message_id, run, thread, at, level, text
FROM log_lines
JOIN steps ON steps.key = log_lines.step
WHERE 1 = 1 /* filters */
ORDER BY id DESC
LIMIT @limit;

-- name: executions
SELECT flow, steps.step, version, message_id, run, thread, attempt, started_at, duration, outcome, seed, emitted
FROM executions
JOIN steps ON steps.key = executions.step
WHERE 1 = 1 /* filters */
ORDER BY id DESC
LIMIT @limit;

-- name: bulk-retries
WITH retries AS MATERIALIZED (
    SELECT id, state, stop, started_at, stopped_at, first, next, driver, driven_until, asked
    FROM bulk_retries
    WHERE 1 = 1 /* filters */
    ORDER BY id DESC
    LIMIT @limit)
SELECT retries.id, retries.state, stop, started_at, stopped_at, first, next, driver, driven_until, asked,
       CASE WHEN parked_until > @now THEN 2 ELSE fate END AS now_fate,
       count(*)
FROM retries
JOIN bulk_retry_fates ON bulk_retry_fates.retry = retries.id
GROUP BY retries.id, now_fate
ORDER BY retries.id DESC;

-- name: bulk-retry-messages
SELECT error, CASE WHEN parked_until > @now THEN 2 ELSE fate END, reason
FROM bulk_retry_fates
WHERE retry = @retry
ORDER BY place;
