import { expect, it } from 'vitest'
import type { FollowOptions, Log, LogRecord } from '../log.ts'
import { bytes, eventually, everything, newTopic, valued, values } from './using-log.ts'
import type { Harness } from './conformance.ts'

export const readingRules = (harness: () => Harness): void => {
  it('bounds what is there: equal when empty, then from the first record to after the last', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'bounds')
    const at = { topic, partition: 0 }
    const empty = await log.bounds(at)
    expect(empty.start).toBe(empty.end)
    const placed = await log.append(valued(topic, ['a', 'b', 'c']))
    const { start, end } = await log.bounds(at)
    expect(start).toBe(placed[0]?.offset)
    expect(end).toBeGreaterThan(placed[2]!.offset)
  })

  it('reads at most `max` records, and `nextOffset` leads through all of them to the end, past gaps', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'gaps')
    const at = { topic, partition: 0 }
    for (const value of ['a', 'b', 'c', 'd', 'e']) await log.append(valued(topic, [value]))
    const { start, end } = await log.bounds(at)
    const seen: LogRecord[] = []
    let offset = start
    while (offset < end) {
      const batch = await log.read(at, offset, { max: 2, waitMs: 1000 })
      expect(batch.records.length).toBeLessThanOrEqual(2)
      expect(batch.records.every((record) => record.offset >= offset && record.offset < batch.nextOffset)).toBe(true)
      expect(batch.nextOffset).toBeGreaterThan(offset)
      seen.push(...batch.records)
      offset = batch.nextOffset
    }
    expect(values(seen)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('reads from the middle, and from the start where the offset is below it', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'middle')
    const placed = await log.append(valued(topic, ['a', 'b', 'c']))
    const at = { topic, partition: 0 }
    expect(values((await log.read(at, placed[1]!.offset, { max: 10, waitMs: 5000 })).records)).toEqual(['b', 'c'])
    expect(values((await log.read(at, -1, { max: 10, waitMs: 5000 })).records)).toEqual(['a', 'b', 'c'])
  })

  it('waits at the end for the next record', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'waits')
    const { end } = await log.bounds({ topic, partition: 0 })
    const reading = log.read({ topic, partition: 0 }, end, { max: 10, waitMs: 60_000 })
    await log.append(valued(topic, ['late']))
    expect(values((await reading).records)).toEqual(['late'])
  })

  it('returns an empty batch at the end when the wait is over', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'nothing')
    await log.append(valued(topic, ['a']))
    const { end } = await log.bounds({ topic, partition: 0 })
    const batch = await log.read({ topic, partition: 0 }, end, { max: 10, waitMs: 20 })
    expect(batch).toEqual({ topic, partition: 0, records: [], nextOffset: end })
  })

  it('finds the first offset at or after a time, also where timestamps go back, or the end', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'time')
    const t = Date.now() - 60_000
    const placed = await log.append([10, 30, 20, 50].map((ms) => ({ topic, key: bytes('k'), value: bytes(String(ms)), timestamp: t + ms })))
    const find = (ms: number) => log.offsetAt({ topic, partition: 0 }, t + ms)
    expect(await find(0)).toBe(placed[0]?.offset)
    expect(await find(10)).toBe(placed[0]?.offset)
    expect(await find(15)).toBe(placed[1]?.offset)
    expect(await find(31)).toBe(placed[3]?.offset)
    expect(await find(51)).toBe((await log.bounds({ topic, partition: 0 })).end)
  })

  it('follows from the start, says once when it has caught up, and sees what is committed later', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'followed', { partitions: 2 })
    const both = (value: string) => [0, 1].map((partition) => ({ topic, partition, key: bytes('k'), value: bytes(value + partition) }))
    await log.append([...both('a'), ...both('b')])
    const follower = follow(log, [topic], 'start')
    await follower.caughtUp
    expect(follower.seen().toSorted()).toEqual(['a0', 'a1', 'b0', 'b1'])
    await log.append(both('c'))
    await eventually(() => expect(follower.seen().slice(4).toSorted()).toEqual(['c0', 'c1']))
    await follower.stop()
    expect(follower.timesCaughtUp()).toBe(1)
  })

  it('follows from the end without what was there before', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'ended')
    await log.append(valued(topic, ['before']))
    const follower = follow(log, [topic], 'end')
    await follower.caughtUp
    await log.append(valued(topic, ['after']))
    await eventually(() => expect(follower.seen()).toEqual(['after']))
    await follower.stop()
  })

  it('follows from a time', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'since')
    const t = Date.now() - 60_000
    await log.append(['old', 'older', 'new'].map((value, i) => ({ topic, key: bytes('k'), value: bytes(value), timestamp: t + i * 1000 })))
    const follower = follow(log, [topic], new Date(t + 1500))
    await follower.caughtUp
    expect(follower.seen()).toEqual(['new'])
    await follower.stop()
  })

  it('hands a partition over in order, the next batch only after the last one is done with', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'slowly')
    const sent = Array.from({ length: 30 }, (_, i) => String(i))
    for (let i = 0; i < sent.length; i += 5) await log.append(valued(topic, sent.slice(i, i + 5)))
    let working = 0
    let overlapped = false
    const follower = follow(log, [topic], 'start', async () => {
      overlapped ||= ++working > 1
      await new Promise((resolve) => setImmediate(resolve))
      working--
    })
    await follower.caughtUp
    expect(follower.seen()).toEqual(sent)
    expect(overlapped).toBe(false)
    await follower.stop()
    expect(values(await everything(log, topic))).toEqual(sent)
  })
}

const follow = (log: Log, topics: readonly string[], from: FollowOptions['from'], work: () => Promise<void> = async () => {}) => {
  const seen: LogRecord[] = []
  const ended = new AbortController()
  const caught = Promise.withResolvers<void>()
  let times = 0
  const following = log.follow({
    topics,
    from,
    signal: ended.signal,
    onBatch: async (batch) => {
      await work()
      seen.push(...batch.records)
    },
    onCaughtUp: () => {
      times++
      caught.resolve()
    },
  })
  following.catch(caught.reject)
  return {
    caughtUp: caught.promise,
    seen: () => values(seen),
    timesCaughtUp: () => times,
    stop: async () => {
      ended.abort()
      await following
    },
  }
}
