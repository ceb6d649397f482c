/** Reading without a group: a few records on demand, or everything as it comes. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Batch, FollowOptions, TopicPartition } from '../log.ts'
import type { Connect, Connection } from './connection.ts'
import { isFatal, translate, typeOf } from './errors.ts'
import { fetchOnce } from './fetch.ts'
import { openFetcher, type Fetcher, type Stream } from './fetcher.ts'
import type { Names } from './names.ts'
import { earliest, latest, listOffsets } from './offsets.ts'

/** One poll at the broker, in ms: a read that waits longer polls again. */
const pollMs = 2_000
/** How long a read is tried through an outage, in ms. */
const patienceMs = 30_000
const backoffMs = 200

/** Reads up to `max` records of a partition; see the Log port. */
export const readOnce = async (
  connection: Connection,
  names: Names,
  { topic: as, partition }: TopicPartition,
  from: number,
  { max, waitMs = 0 }: { max: number; waitMs?: number },
): Promise<Batch> => {
  const topic = names.topic(as)
  const until = Date.now() + waitMs
  const patience = Date.now() + patienceMs
  let offset = Math.max(0, from)
  for (;;) {
    try {
      const leader = (await connection.leaders(topic))[partition] ?? -1
      const [fetched] = await fetchOnce(
        connection,
        leader,
        [{ topic, as, partition, offset }],
        Math.max(0, Math.min(pollMs, until - Date.now())),
      )
      if (fetched && 'error' in fetched) throw fetched.error
      const { records, nextOffset } = fetched!
      const advanced = nextOffset > offset
      if (records.length > max) return { topic: as, partition, records: records.slice(0, max), nextOffset: records[max]!.offset }
      offset = nextOffset
      if (records.length > 0 || (!advanced && Date.now() >= until)) return { topic: as, partition, records, nextOffset }
    } catch (error) {
      if (typeOf(error) === 'OFFSET_OUT_OF_RANGE') {
        const start = (await listOffsets(connection, topic, [partition], earliest)).get(partition)!
        if (offset >= start) return { topic: as, partition, records: [], nextOffset: offset }
        offset = start
        continue
      }
      if (isFatal(error) || Date.now() > patience) throw error
      await delay(backoffMs)
      await connection.refresh().catch(() => undefined)
    }
  }
}

/** Follows topics until the signal aborts; see the Log port. */
export const follow = async (
  connect: Connect,
  names: Names,
  { topics, from, signal, onBatch, onCaughtUp }: FollowOptions,
): Promise<void> => {
  const connection = connect(topics.map((topic) => names.topic(topic)))
  const fetcher = openFetcher(connection)
  const ended = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => ended.resolve(), { once: true })
  if (signal.aborted) ended.resolve()
  try {
    const starts = await Promise.race([ended.promise, startsOf(connection, names, topics, from, signal)])
    if (!starts) return
    let behind = starts.filter(({ start, end }) => start < end).length
    const caughtUp = () => {
      behind--
      if (behind === 0) onCaughtUp?.()
    }
    for (const start of starts) fetcher.add(followed({ ...start, fetcher, onBatch, caughtUp, fail: ended.reject }))
    if (behind === 0) onCaughtUp?.()
    await ended.promise
  } catch (error) {
    throw translate(error, `following ${topics.join(', ')}`)
  } finally {
    fetcher.close()
  }
}

type Start = { topic: string; as: string; partition: number; start: number; end: number }

type Followed = Start & { fetcher: Fetcher; onBatch: FollowOptions['onBatch']; caughtUp: () => void; fail: (error: unknown) => void }

/** One followed partition: it wants no more while a batch of it is being worked on. */
const followed = ({ topic, as, partition, start, end, fetcher, onBatch, caughtUp, fail }: Followed): Stream => {
  let busy = false
  let behind = start < end
  const work = async (batch: Batch) => {
    if (batch.records.length > 0) await onBatch(batch)
    if (behind && batch.nextOffset >= end) {
      behind = false
      caughtUp()
    }
  }
  return {
    topic,
    as,
    partition,
    position: start,
    wants: () => !busy,
    deliver(batch) {
      busy = true
      work(batch).then(() => {
        busy = false
        fetcher.wake()
      }, fail)
    },
    fail,
  }
}

/** Where to begin and what counts as caught up, for each partition; through outages, until it is known. */
const startsOf = async (
  connection: Connection,
  names: Names,
  topics: readonly string[],
  from: FollowOptions['from'],
  signal: AbortSignal,
): Promise<Start[]> => {
  const timestamp = from === 'start' ? earliest : from === 'end' ? latest : from.getTime()
  for (;;) {
    try {
      const starts: Start[] = []
      for (const as of topics) {
        const topic = names.topic(as)
        const partitions = (await connection.leaders(topic)).map((_, partition) => partition)
        const ends = await listOffsets(connection, topic, partitions, latest)
        const begins = timestamp === latest ? ends : await listOffsets(connection, topic, partitions, timestamp)
        for (const partition of partitions) {
          const end = ends.get(partition)!
          const begin = begins.get(partition)!
          starts.push({ topic, as, partition, start: begin < 0 ? end : begin, end })
        }
      }
      return starts
    } catch (error) {
      if (isFatal(error) || signal.aborted) throw error
      await delay(pollMs)
    }
  }
}
