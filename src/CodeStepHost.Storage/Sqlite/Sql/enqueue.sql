-- name: remember-intake
INSERT INTO intakes (flow, id, at) VALUES (@flow, @id, @at) ON CONFLICT DO NOTHING;

-- name: message
INSERT INTO messages (step, state, version, due_at, enqueued_at, attempt, staged_by, staged_generation, retry_of, handles_error, id, run, thread, parent, reply_to, content)
VALUES (@step, @state, @version, @due, @now, @attempt, @staged_by, @staged_generation, @retry_of, @handles_error, @id, @run, @thread, @parent, @reply_to, @content);
