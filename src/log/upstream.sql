CREATE TABLE source_record (
  source     TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  ext_id     TEXT    NOT NULL,
  print      BLOB    NOT NULL CHECK (length(print) = 32),
  day        TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  records    TEXT    NOT NULL,
  missing_ms INTEGER,
  gone       INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source, kind, ext_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_state (
  source TEXT NOT NULL,
  key    TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE budget (
  source TEXT    NOT NULL,
  span_s INTEGER NOT NULL,
  from_s INTEGER NOT NULL,
  used   INTEGER NOT NULL,
  PRIMARY KEY (source, span_s)
) STRICT, WITHOUT ROWID;
