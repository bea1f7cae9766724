-- A quarantine in which a message is tried now and then is a hold. Null: a quarantine.
ALTER TABLE quarantines ADD COLUMN probe_every INTEGER;
ALTER TABLE quarantines ADD COLUMN probe_at INTEGER;
