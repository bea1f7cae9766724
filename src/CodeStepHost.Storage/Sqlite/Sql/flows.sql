-- name: current
SELECT flows.version, versions.hash
FROM flows
JOIN versions ON versions.flow = flows.name AND versions.number = flows.version
WHERE name = @flow;

-- name: add-version
INSERT INTO versions (flow, number, hash, files, deployed_at) VALUES (@flow, @number, @hash, @files, @at);

-- name: add
INSERT INTO flows (name, state, version, deployed_at) VALUES (@flow, 0, @version, @at);

-- name: use-version
UPDATE flows SET version = @version, deployed_at = @at WHERE name = @flow;

-- name: move-queued
UPDATE messages SET version = @version WHERE state IN (0, 2, 4) AND step IN (SELECT key FROM steps WHERE flow = @flow);

-- name: set-state
UPDATE flows SET state = @state WHERE name = @flow;
