-- name: version
SELECT version, value IS NULL FROM snapshots WHERE step = @step;

-- name: keep-former
INSERT INTO former_snapshots (step, version, value, at, by) SELECT step, version, value, at, by FROM snapshots WHERE step = @step;

-- name: set
INSERT INTO snapshots (step, version, value, at, by) VALUES (@step, 1, @value, @at, @by)
ON CONFLICT (step) DO UPDATE SET version = version + 1, value = excluded.value, at = excluded.at, by = excluded.by;

-- name: credential
SELECT value FROM credentials WHERE step = @step;

-- name: set-credential
INSERT INTO credentials (step, value) VALUES (@step, @value) ON CONFLICT (step) DO UPDATE SET value = excluded.value;
