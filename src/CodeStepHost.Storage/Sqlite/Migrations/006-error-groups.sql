-- What people say of groups of errors.
CREATE TABLE error_groups (
    fingerprint TEXT PRIMARY KEY,
    note        TEXT,
    muted_until INTEGER
) WITHOUT ROWID;
