-- name: add
INSERT INTO log_lines (step, at, level, message_id, run, thread, text) VALUES (@step, @at, @level, @message_id, @run, @thread, @text);
