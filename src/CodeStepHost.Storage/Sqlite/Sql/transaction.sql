-- name: begin
BEGIN IMMEDIATE;

-- name: commit
COMMIT;
