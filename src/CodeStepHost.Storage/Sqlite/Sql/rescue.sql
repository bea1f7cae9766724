-- name: expired
SELECT seq FROM messages INDEXED BY messages_leased WHERE state = 1 AND lease_until <= @now;

-- name: owned
SELECT seq FROM messages INDEXED BY messages_leased WHERE state = 1 AND owner = @owner;

-- name: give-back
UPDATE messages SET state = 0, owner = NULL, lease_until = NULL, losses = max(losses, 1) WHERE seq = @key;
