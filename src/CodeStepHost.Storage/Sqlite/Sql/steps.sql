-- name: key
SELECT key FROM steps WHERE flow = @flow AND step = @step;

-- name: add
INSERT INTO steps (flow, step) VALUES (@flow, @step);

-- name: count
INSERT INTO counters (step, done, failed, rebounded) VALUES (@step, @done, @failed, @rebounded)
ON CONFLICT (step) DO UPDATE SET
    done = done + excluded.done,
    failed = failed + excluded.failed,
    rebounded = rebounded + excluded.rebounded;
