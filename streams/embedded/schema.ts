/** The layout of the file. Its version is SQLite's `user_version`; a change of the layout raises it and adds a step from the one before. */
export const version = 1

/**
 * A record's id is `partition.id * idSpan + offset`: one integer that sorts by partition and offset, so that a record costs
 * one B-tree and a range of offsets is a range of ids. 2^40 offsets in each of 2^13 partitions stay exact in a JavaScript number.
 *
 * `record.latest` is the largest timestamp up to there in its partition. It never falls, so offsets can be found by time in
 * a binary search without an index. `partition.next` is stored because retention and compaction may delete the last record,
 * and offsets must not be used twice.
 */
export const idSpan = 2 ** 40

export const layout = `
  CREATE TABLE topic (name TEXT PRIMARY KEY, cleanup TEXT NOT NULL, retention_ms INTEGER, max_bytes INTEGER) STRICT, WITHOUT ROWID;
  CREATE TABLE partition (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL REFERENCES topic, number INTEGER NOT NULL,
    start INTEGER NOT NULL DEFAULT 0, next INTEGER NOT NULL DEFAULT 0, cleaned INTEGER NOT NULL DEFAULT 0, UNIQUE (topic, number)
  ) STRICT;
  CREATE TABLE record (
    id INTEGER PRIMARY KEY, timestamp INTEGER NOT NULL, latest INTEGER NOT NULL, key BLOB, value BLOB, headers BLOB
  ) STRICT;
  CREATE TABLE position (
    consumers TEXT, topic TEXT, partition INTEGER, offset INTEGER NOT NULL, meta TEXT NOT NULL, PRIMARY KEY (consumers, topic, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE lease (consumers TEXT, partition INTEGER, epoch INTEGER NOT NULL, PRIMARY KEY (consumers, partition)) STRICT, WITHOUT ROWID;
  CREATE TABLE newest (
    partition INTEGER, key BLOB, offset INTEGER NOT NULL, drop_at INTEGER, PRIMARY KEY (partition, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tombstone ON newest (drop_at) WHERE drop_at IS NOT NULL;
`
