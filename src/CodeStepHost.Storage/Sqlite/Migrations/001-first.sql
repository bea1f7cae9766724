CREATE TABLE flows (
    name           TEXT PRIMARY KEY,
    state          INTEGER NOT NULL,            -- 0 draft, 1 active, 2 stopped, 3 suspended
    version        INTEGER NOT NULL,
    deployed_at    INTEGER NOT NULL,            -- moments are microseconds since 1970 in UTC
    errors_dropped INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE versions (
    flow        TEXT NOT NULL REFERENCES flows,
    number      INTEGER NOT NULL,
    hash        TEXT NOT NULL,
    files       BLOB NOT NULL,                  -- JSON: path -> text
    deployed_at INTEGER NOT NULL,
    PRIMARY KEY (flow, number)
);

-- A step has a small number, so that queues, records and indexes stay small. Steps are never deleted.
CREATE TABLE steps (
    key  INTEGER PRIMARY KEY,
    flow TEXT NOT NULL,
    step TEXT NOT NULL,
    UNIQUE (flow, step)
);

-- Executions by how they ended, added up for each transaction.
CREATE TABLE counters (
    step      INTEGER PRIMARY KEY REFERENCES steps,
    done      INTEGER NOT NULL,
    failed    INTEGER NOT NULL,
    rebounded INTEGER NOT NULL
);

CREATE TABLE intakes (
    flow TEXT NOT NULL,
    id   TEXT NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (flow, id)
) WITHOUT ROWID;

CREATE INDEX intakes_by_time ON intakes (at);

-- A key is never given twice (AUTOINCREMENT): a late worker's key must not meet another message.
CREATE TABLE messages (
    seq               INTEGER PRIMARY KEY AUTOINCREMENT,
    step              INTEGER NOT NULL REFERENCES steps,
    state             INTEGER NOT NULL,         -- 0 ready, 1 leased, 2 held, 3 staged
    version           INTEGER NOT NULL,
    due_at            INTEGER NOT NULL,         -- ready and due in the future: parked
    enqueued_at       INTEGER NOT NULL,
    generation        INTEGER NOT NULL DEFAULT 0,
    attempt           INTEGER NOT NULL,
    rebounds          INTEGER NOT NULL DEFAULT 0,
    lease_until       INTEGER,
    owner             TEXT,
    staged_by         INTEGER,                  -- the message whose execution emitted it
    staged_generation INTEGER,
    parked_at         INTEGER,
    reason            TEXT,
    retry_of          INTEGER,                  -- an error
    handles_error     INTEGER,
    id                TEXT NOT NULL,
    run               TEXT NOT NULL,
    thread            TEXT NOT NULL,
    parent            TEXT,
    reply_to          TEXT,
    content           BLOB NOT NULL
);

-- Within a step by due time, then (the row's key ends every index) by age.
CREATE INDEX messages_ready ON messages (step, due_at) WHERE state = 0;
CREATE INDEX messages_leased ON messages (step, lease_until) WHERE state = 1;
CREATE INDEX messages_held ON messages (step, due_at) WHERE state = 2;
CREATE INDEX messages_staged ON messages (staged_by) WHERE state = 3;

-- A message as it failed, once for all errors of that execution.
CREATE TABLE failures (
    id            INTEGER PRIMARY KEY,
    step          INTEGER NOT NULL REFERENCES steps,
    version       INTEGER NOT NULL,
    attempt       INTEGER NOT NULL,
    retry_of      INTEGER,
    handles_error INTEGER,
    message_id    TEXT NOT NULL,
    run           TEXT NOT NULL,
    thread        TEXT NOT NULL,
    parent        TEXT,
    reply_to      TEXT,
    content       BLOB                          -- null: over the limit
);

CREATE TABLE errors (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    failure     INTEGER NOT NULL REFERENCES failures,
    step        INTEGER NOT NULL REFERENCES steps,
    state       INTEGER NOT NULL,               -- 0 open, 1 retried, 2 handled
    at          INTEGER NOT NULL,
    closed_at   INTEGER,
    fingerprint TEXT NOT NULL,
    error       TEXT NOT NULL                   -- JSON
);

CREATE INDEX errors_open ON errors (step) WHERE state = 0;
CREATE INDEX errors_by_failure ON errors (failure);
CREATE INDEX errors_by_fingerprint ON errors (fingerprint);

CREATE TABLE snapshots (
    step    INTEGER PRIMARY KEY REFERENCES steps,
    version INTEGER NOT NULL,
    value   BLOB,                               -- JSON; null: reset
    at      INTEGER NOT NULL,
    by      TEXT NOT NULL
);

CREATE TABLE former_snapshots (
    step    INTEGER NOT NULL REFERENCES steps,
    version INTEGER NOT NULL,
    value   BLOB,
    at      INTEGER NOT NULL,
    by      TEXT NOT NULL,
    PRIMARY KEY (step, version)
);

CREATE TABLE credentials (
    step  INTEGER PRIMARY KEY REFERENCES steps,
    value BLOB NOT NULL                         -- a JSON object
);

CREATE TABLE executions (
    id         INTEGER PRIMARY KEY,
    step       INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    attempt    INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    duration   INTEGER NOT NULL,                -- microseconds
    seed       INTEGER NOT NULL,
    emitted    INTEGER NOT NULL,
    outcome    TEXT NOT NULL,
    message_id TEXT NOT NULL,
    run        TEXT NOT NULL,
    thread     TEXT NOT NULL
);

CREATE INDEX executions_by_message ON executions (message_id);

CREATE TABLE log_lines (
    id         INTEGER PRIMARY KEY,
    step       INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    level      INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    run        TEXT NOT NULL,
    thread     TEXT NOT NULL,
    text       TEXT NOT NULL
);

CREATE INDEX log_lines_by_message ON log_lines (message_id);
