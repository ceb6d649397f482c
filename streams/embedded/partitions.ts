import type { DatabaseSync } from 'node:sqlite'
import { HoplineError } from '../errors.ts'
import type { RecordIn, TopicPartition, TopicSpec } from '../log.ts'
import { partitionOf } from '../murmur2.ts'
import { idSpan } from './schema.ts'

/** What is known of a partition without asking the file. Offsets below `end` are committed and may be read. */
export type Partition = TopicPartition & {
  readonly id: number
  start: number
  end: number
  /** The next offset to give out; ahead of `end` while a transaction is under way. */
  next: number
  /** The largest timestamp up to `next`. */
  latest: number
  /** Where compaction goes on. */
  cleaned: number
  /** Called when `end` moves. */
  readonly waiting: Set<() => void>
}

export type Topic = { spec: TopicSpec; readonly partitions: readonly Partition[] }

/** The topics of a file, kept in memory and changed in both. */
export const openTopics = (database: DatabaseSync) => {
  const topics = new Map<string, Topic>()

  const load = (spec: TopicSpec): void => {
    const rows = database.prepare('SELECT id, number, start, next, cleaned FROM partition WHERE topic = ? ORDER BY number').all(spec.name)
    const latest = database.prepare('SELECT latest FROM record WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1')
    const partitions = rows.map((row): Partition => {
      const [id, next] = [Number(row['id']), Number(row['next'])]
      return {
        id,
        topic: spec.name,
        partition: Number(row['number']),
        start: Number(row['start']),
        end: next,
        next,
        latest: Number(latest.get(id * idSpan, (id + 1) * idSpan)?.['latest'] ?? 0),
        cleaned: Number(row['cleaned']),
        waiting: new Set(),
      }
    })
    topics.set(spec.name, { spec, partitions })
  }

  const stored = database.prepare('SELECT t.*, count(*) AS partitions FROM topic t JOIN partition p ON p.topic = t.name GROUP BY 1')
  for (const row of stored.all()) {
    load({
      name: String(row['name']),
      partitions: Number(row['partitions']),
      cleanup: row['cleanup'] === 'compact' ? 'compact' : 'delete',
      ...(row['retention_ms'] === null ? {} : { retentionMs: Number(row['retention_ms']) }),
      ...(row['max_bytes'] === null ? {} : { maxBytes: Number(row['max_bytes']) }),
    })
  }

  /** @throws HoplineError log-unusable where there is no such topic */
  const topic = (name: string): Topic => {
    const found = topics.get(name)
    if (!found) throw new HoplineError('log-unusable', `There is no topic ${name} in this log: create it first.`)
    return found
  }

  /** @throws HoplineError log-unusable where there is no such partition */
  const partition = (at: TopicPartition): Partition => {
    const { partitions } = topic(at.topic)
    const found = partitions[at.partition]
    if (found) return found
    throw new HoplineError('log-unusable', `Topic ${at.topic} has no partition ${at.partition}: it has 0 to ${partitions.length - 1}.`)
  }

  let turn = 0
  /** Where a record goes: the partition that it names, else that of its key, else the next in turn. */
  const placeOf = (record: RecordIn): Partition => {
    const { partitions } = topic(record.topic)
    const number = record.partition ?? (record.key ? partitionOf(record.key, partitions.length) : turn++ % partitions.length)
    return partition({ topic: record.topic, partition: number })
  }

  /** What keeps a spec from being met, as a sentence; null where nothing does. */
  const difference = (spec: TopicSpec): string | null => {
    const count = topics.get(spec.name)?.partitions.length ?? spec.partitions
    if (count === spec.partitions) return null
    return `Topic ${spec.name} has ${count} partitions, the settings ask for ${spec.partitions}: set ${count}, or start with another file.`
  }

  const storeTopic = database.prepare('INSERT OR REPLACE INTO topic VALUES (?, ?, ?, ?)')
  const storePartition = database.prepare('INSERT OR IGNORE INTO partition (topic, number) VALUES (?, ?)')

  /**
   * Creates a topic, or gives the one that is there the cleanup, retention and limit of the spec, which no other tool could change.
   * To be called within a write; what it returns is to be called once that is durable.
   */
  const store = (spec: TopicSpec): (() => void) => {
    storeTopic.run(spec.name, spec.cleanup, spec.retentionMs ?? null, spec.maxBytes ?? null)
    for (let number = 0; number < spec.partitions; number++) storePartition.run(spec.name, number)
    return () => {
      const there = topics.get(spec.name)
      if (there) there.spec = spec
      else load(spec)
    }
  }

  return { topic, partition, placeOf, difference, store, all: () => topics.values() }
}

export type Topics = ReturnType<typeof openTopics>
