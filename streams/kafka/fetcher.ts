/**
 * Keeps many partitions supplied: one long poll at a time to each leader, over all partitions that want records. It
 * follows leaders as they move and goes on by itself after outages.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { HoplineError } from '../errors.ts'
import type { Batch } from '../log.ts'
import type { Connection } from './connection.ts'
import { classOf, isFatal, translate, typeOf } from './errors.ts'
import { fetchOnce, type Fetched, type Wanted } from './fetch.ts'
import { earliest, latest, listOffsets } from './offsets.ts'

/** A partition being read. */
export type Stream = {
  /** `topic` is the name on the cluster, `as` the one that callers use. */
  readonly topic: string
  readonly as: string
  readonly partition: number
  /** Where it goes on; an offset below the log's start goes on there. */
  position: number
  /** Whether there is room for more. */
  wants(): boolean
  deliver(batch: Batch, bytes: number): void
  /** It can't be read, and waiting won't help. */
  fail(error: Error): void
}

export type Fetcher = {
  add(stream: Stream): void
  remove(stream: Stream): void
  /** Looks again at who wants records. */
  wake(): void
  close(): void
}

/** A long poll ends after this, in ms; a partition that starts to want records meanwhile waits for as long at most. */
const pollMs = 200
const noLeader = -1
const firstBackoffMs = 50
const lastBackoffMs = 2_000

export const openFetcher = (connection: Connection): Fetcher => {
  const streams = new Set<Stream>()
  const polled = new Set<number>()
  let closed = false
  let changed = Promise.withResolvers<void>()
  let outages = 0
  // Its own: counted together with others', it could stand at the same partition each time.
  let turn = 0

  const wake = (): void => {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  const outage = async (): Promise<void> => {
    await delay(Math.min(lastBackoffMs, firstBackoffMs * 2 ** Math.min(outages++, 10)))
    if (!closed) await connection.refresh().catch(() => undefined)
  }

  /** A position that the log does not hold: below its start it goes on at the start, past its end nothing is right. */
  const outOfRange = async (stream: Stream): Promise<void> => {
    const ask = async (timestamp: number) =>
      (await listOffsets(connection, stream.topic, [stream.partition], timestamp)).get(stream.partition)!
    const [start, end] = [await ask(earliest), await ask(latest)]
    if (stream.position < start) stream.position = start
    else if (stream.position > end)
      throw new HoplineError(
        'log-unusable',
        `The position ${stream.position} of ${stream.topic} partition ${stream.partition} is past its end, ${end}: the topic was made anew or lost records. Reset the positions of the groups that read it.`,
      )
  }

  const take = async (stream: Stream, { offset }: Wanted, fetched: Fetched): Promise<void> => {
    if (!streams.has(stream) || stream.position !== offset) return
    if ('error' in fetched) {
      if (typeOf(fetched.error) === 'OFFSET_OUT_OF_RANGE') return outOfRange(stream)
      if (classOf(fetched.error).class !== 'unknown') throw fetched.error
      const at = `reading ${stream.topic} partition ${stream.partition} from ${offset}`
      throw new HoplineError('log-unusable', `${at}: ${fetched.error.message}`, { cause: fetched.error })
    }
    if (fetched.nextOffset === offset) return
    stream.position = fetched.nextOffset
    stream.deliver(
      { topic: stream.as, partition: stream.partition, records: fetched.records, nextOffset: fetched.nextOffset },
      fetched.bytes,
    )
  }

  const poll = async (leader: number, of: Stream[]): Promise<void> => {
    const wanted = of.map(({ topic, as, partition, position }) => ({ topic, as, partition, offset: position }))
    try {
      const fetched = await fetchOnce(connection, leader, wanted, pollMs)
      let stale = false
      for (const [i, stream] of of.entries()) {
        try {
          await take(stream, wanted[i]!, fetched[i]!)
        } catch (error) {
          if (isFatal(error)) stream.fail(translate(error, `reading ${stream.topic}`))
          else stale = true
        }
      }
      if (stale) await outage()
      else outages = 0
    } catch {
      await outage()
    }
  }

  const run = async (): Promise<void> => {
    while (!closed) {
      const awaited = changed.promise
      try {
        const byLeader = new Map<number, Stream[]>()
        const leaders = new Map<string, readonly number[]>()
        for (const { topic } of streams) if (!leaders.has(topic)) leaders.set(topic, await connection.leaders(topic))
        for (const stream of streams) {
          if (!stream.wants()) continue
          const leader = leaders.get(stream.topic)?.[stream.partition] ?? noLeader
          const of = byLeader.get(leader)
          if (of) of.push(stream)
          else byLeader.set(leader, [stream])
        }
        for (const [leader, of] of byLeader) {
          if (polled.has(leader)) continue
          polled.add(leader)
          void (leader === noLeader ? outage() : poll(leader, rotated(of, turn++))).then(() => {
            polled.delete(leader)
            wake()
          })
        }
      } catch (error) {
        if (isFatal(error)) for (const stream of streams) stream.fail(translate(error, `reading ${stream.topic}`))
        await outage()
        continue
      }
      await awaited
    }
  }

  void run()
  return {
    add(stream) {
      streams.add(stream)
      wake()
    },
    remove: (stream) => void streams.delete(stream),
    wake,
    close() {
      closed = true
      streams.clear()
      wake()
      connection.close()
    },
  }
}

/** A broker fills its answer in the order asked: another partition comes first each time, so that none is starved (KIP-74). */
const rotated = <T>(list: T[], turn: number): T[] => {
  const at = turn % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}
