/** What the rules do with a log, over and over. */
import { expect, vi } from 'vitest'
import type { Lease, Log, LogRecord, Membership, RecordIn, TopicPartition, TopicSpec } from '../log.ts'
import type { Harness } from './conformance.ts'

export const bytes = (text: string): Buffer => Buffer.from(text)

/** Creates a topic of its own for the calling rule and returns its name. */
export const newTopic = async (harness: Harness, name: string, spec: Partial<TopicSpec> = {}): Promise<string> => {
  const topic = harness.topic(name)
  await harness.log.ensureTopics([{ partitions: 1, cleanup: 'delete', ...spec, name: topic }])
  return topic
}

/** Records for partition 0 of a topic, one for each value. */
export const valued = (topic: string, values: readonly string[]): RecordIn[] =>
  values.map((value) => ({ topic, partition: 0, key: bytes('k'), value: bytes(value) }))

export const values = (records: readonly LogRecord[]): (string | null)[] => records.map((record) => record.value?.toString() ?? null)

/** Everything that is committed in a partition now, in order. */
export const everything = async (log: Log, topic: string, partition = 0): Promise<LogRecord[]> => {
  const at: TopicPartition = { topic, partition }
  const { start, end } = await log.bounds(at)
  const records: LogRecord[] = []
  for (let offset = start; offset < end;) {
    const batch = await log.read(at, offset, { max: 1000, waitMs: 1000 })
    records.push(...batch.records)
    expect(batch.nextOffset).toBeGreaterThanOrEqual(offset)
    offset = batch.nextOffset
  }
  return records
}

export type Member = {
  membership: Membership
  /** Every lease that began, in order. */
  begun: readonly Lease[]
  /** The lease of a partition, once this member holds it. */
  lease(partition: number): Promise<Lease>
}

export const join = async (log: Log, group: string, topics: readonly string[]): Promise<Member> => {
  const begun: Lease[] = []
  const membership = await log.join({ group, topics, onLease: (lease) => begun.push(lease) })
  const lease = (partition: number) =>
    eventually(() => {
      const held = begun.findLast((lease) => lease.partition === partition && !lease.signal.aborted)
      if (!held) throw new Error(`No lease of partition ${partition} began.`)
      return held
    })
  return { membership, begun, lease }
}

/** Tries until it does not throw. Groups on a broker take seconds to settle, and a commit is durable a moment before readers see it. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 60_000, interval: 20 })

/** The next `count` records of a lease's topic. */
export const take = async (lease: Lease, topic: string, count: number): Promise<LogRecord[]> => {
  const records: LogRecord[] = []
  while (records.length < count) {
    const batch = await lease.next(topic, { max: count - records.length, waitMs: 1000 })
    if (!batch) throw new Error(`The lease of ${lease.group}/${lease.partition} ended after ${records.length} of ${count} records.`)
    records.push(...batch.records)
  }
  return records
}

export const at = (offset: number, meta = '') => ({ offset, meta })
