PRAGMA application_id = 0x4C414E54;

CREATE TABLE event (
  seq            INTEGER PRIMARY KEY CHECK (seq > 0),
  event_id       BLOB    NOT NULL UNIQUE CHECK (length(event_id) = 16),
  origin         BLOB    NOT NULL CHECK (length(origin) = 16),
  origin_seq     INTEGER NOT NULL,
  recorded_at_ms INTEGER NOT NULL,
  actor          TEXT    NOT NULL,
  kind           TEXT    NOT NULL,
  version        INTEGER NOT NULL,
  cause          BLOB    CHECK (length(cause) = 16),
  provenance     TEXT    NOT NULL,
  idem_key       TEXT    NOT NULL UNIQUE,
  body_commit    BLOB    NOT NULL CHECK (length(body_commit) = 32),
  prev_hash      BLOB    NOT NULL CHECK (length(prev_hash) = 32),
  hash           BLOB    NOT NULL CHECK (length(hash) = 32),
  UNIQUE (origin, origin_seq)
) STRICT;

CREATE TABLE body (
  seq  INTEGER PRIMARY KEY REFERENCES event (seq),
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  data BLOB NOT NULL
) STRICT;

CREATE TABLE snapshot (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  fold_version INTEGER NOT NULL,
  upto_seq     INTEGER NOT NULL,
  upto_hash    BLOB    NOT NULL,
  checksum     BLOB    NOT NULL,
  data         BLOB    NOT NULL
) STRICT;

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TRIGGER event_next BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'events are numbered without gaps'); END;

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are append only'); END;

CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are append only'); END;

CREATE TRIGGER body_no_update BEFORE UPDATE ON body
BEGIN SELECT RAISE(ABORT, 'a body is erased or kept, never changed'); END;

INSERT INTO meta (key, value) VALUES
  ('origin', lower(hex(randomblob(16)))),
  ('min_reader', '1'),
  ('min_writer', '1');
