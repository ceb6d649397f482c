/**
 * The Log port: what Hopline asks of an event log. Two drivers implement it, `kafka/` and `embedded/`, and both pass
 * `conformance/`. Offsets rise strictly and may have gaps; only committed records are ever seen.
 */
export type Header = readonly [name: string, value: Buffer]

export type TopicPartition = { topic: string; partition: number }

export type TopicSpec = {
  name: string
  partitions: number
  cleanup: 'delete' | 'compact'
  /** How long records are kept, in ms; undefined keeps them. */
  retentionMs?: number
  /** Largest record, in bytes; the broker's default (1 MB) where undefined. */
  maxBytes?: number
}

/** A record to append. Its partition is murmur2(key) modulo the partition count, as the Java client places it, unless given. */
export type RecordIn = {
  topic: string
  key: Buffer | null
  /** null is a tombstone. */
  value: Buffer | null
  partition?: number
  headers?: readonly Header[]
  /** ms since 1970; now where undefined. */
  timestamp?: number
}

export type LogRecord = TopicPartition & {
  offset: number
  timestamp: number
  key: Buffer | null
  value: Buffer | null
  headers: readonly Header[]
}

/** `nextOffset` is where to read on: past the last record, and past gaps, aborted records and control records after it. */
export type Batch = TopicPartition & { records: readonly LogRecord[]; nextOffset: number }

export type Placed = TopicPartition & { offset: number; timestamp: number }

/** A committed position: the next offset to read, and up to 4,096 bytes of text kept with it in the same transaction. */
export type Position = { offset: number; meta: string }

/** The lease has a new owner. Nothing of it may be committed any more. */
export class Fenced extends Error {
  override name = 'Fenced'
}
/** Nothing of the commit happened, and nothing will. The same commit may be tried again on the same lease. */
export class Aborted extends Error {
  override name = 'Aborted'
}
/** Whether the commit happened is not known. The lease is over; the driver acquires a new one, whose positions tell. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown'
}

/**
 * Ownership of one task: one partition number over all topics of a group. The driver has fenced the former owner
 * *before* it read `positions`, so what they say is final.
 */
export interface Lease {
  readonly group: string
  readonly partition: number
  /** Aborted when the lease is over: revoked, fenced, or its outcome unknown. */
  readonly signal: AbortSignal
  /** Whether it came from a member that lives and gave it up, so that whatever was left unfinished ended nobody's process. */
  readonly handedOver?: boolean
  /** By topic, as committed when the lease began. A topic without a committed position starts at its log's start. */
  readonly positions: ReadonlyMap<string, Position>
  /** The next records of `topic`, or an empty batch after `waitMs`; null once the lease is over. One call per topic at a time. */
  next(topic: string, options: { max: number; waitMs: number }): Promise<Batch | null>
  /**
   * Appends records and moves positions in one transaction: all or nothing. One call at a time.
   * @throws Fenced, Aborted, OutcomeUnknown
   */
  commit(commit: { records: readonly RecordIn[]; positions: ReadonlyMap<string, Position> }): Promise<readonly Placed[]>
}

export interface Membership {
  /** The leases held now, by partition. */
  readonly leases: ReadonlyMap<number, Lease>
  /** Ends every lease and leaves the group. */
  leave(): Promise<void>
}

export type FollowOptions = {
  topics: readonly string[]
  from: 'start' | 'end' | Date
  signal: AbortSignal
  /** Records of one partition in order, next batch only after this one's promise settled. */
  onBatch: (batch: Batch) => void | Promise<void>
  /** Called once, when everything that was committed at the call of `follow` has been handed over. */
  onCaughtUp?: () => void
}

export interface Log {
  /** Creates what is missing. Says what differs from the spec in an existing topic by throwing. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>
  topics(): Promise<readonly { name: string; partitions: number }[]>
  /** Appends outside any group. Resolves when durable, in the order given. */
  append(records: readonly RecordIn[]): Promise<readonly Placed[]>
  /** Joins a group over topics of equal partition counts. `onLease` is called for each lease as it begins. */
  join(options: { group: string; topics: readonly string[]; onLease: (lease: Lease) => void }): Promise<Membership>
  /** Reads without a group, until `signal` aborts. Recovers by itself from outages. */
  follow(options: FollowOptions): Promise<void>
  /** Up to `max` records from `from`; waits up to `waitMs` where there is none yet. An offset below the start reads from the start. */
  read(at: TopicPartition, from: number, options: { max: number; waitMs?: number }): Promise<Batch>
  /** `end` is the offset after the last committed record. */
  bounds(at: TopicPartition): Promise<{ start: number; end: number }>
  /** The first offset whose timestamp is `timestamp` (ms since 1970) or later, or the end. */
  offsetAt(at: TopicPartition, timestamp: number): Promise<number>
  /** Committed positions of a group, by partition; null where there is none. */
  committed(group: string, topic: string): Promise<readonly (Position | null)[]>
  /** Moves a group's positions. The group must have no member; throws otherwise. */
  resetPositions(group: string, topic: string, positions: ReadonlyMap<number, Position>): Promise<void>
  health(): { ready: boolean; detail: string }
  close(): Promise<void>
}
