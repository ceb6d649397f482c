import { expect, it } from 'vitest'
import { bytes, everything, newTopic, valued, values } from './using-log.ts'
import type { Harness } from './conformance.ts'

// Partition of 12, computed with Utils.toPositive(Utils.murmur2(key)) % 12 of kafka-clients 4.3.1.
const golden = [
  ['', 9],
  ['a', 4],
  ['abcd', 8],
  ['21', 0],
  ['foobar', 6],
  ['a-little-bit-longer-string', 11],
  ['acme/C0123456789', 0],
  ['été 👍', 2],
] as const

export const placementRules = (harness: () => Harness): void => {
  it('places a key on the partition where the Java client places it', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'placed', { partitions: 12 })
    const placed = await log.append(golden.map(([key]) => ({ topic, key: bytes(key), value: bytes(key) })))
    expect(placed.map(({ partition }) => partition)).toEqual(golden.map(([, partition]) => partition))
    for (const [key, partition] of golden) expect(values(await everything(log, topic, partition))).toContain(key)
  })

  it('puts a record on the partition that it names, whatever its key', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'named', { partitions: 3 })
    const [placed] = await log.append([{ topic, partition: 2, key: bytes('a'), value: bytes('x') }])
    expect(placed).toMatchObject({ topic, partition: 2 })
    expect(values(await everything(log, topic, 2))).toEqual(['x'])
  })

  it('spreads records without a key over the partitions', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'spread', { partitions: 4 })
    const placed = await log.append(Array.from({ length: 64 }, (_, i) => ({ topic, key: null, value: bytes(String(i)) })))
    expect(new Set(placed.map(({ partition }) => partition)).size).toBeGreaterThan(1)
  })

  it('keeps the order of appends within a partition, with strictly rising offsets', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'ordered')
    const sent = Array.from({ length: 50 }, (_, i) => String(i))
    const offsets: number[] = []
    for (let i = 0; i < sent.length; i += 10) {
      offsets.push(...(await log.append(valued(topic, sent.slice(i, i + 10)))).map(({ offset }) => offset))
    }
    const records = await everything(log, topic)
    expect(values(records)).toEqual(sent)
    expect(records.map(({ offset }) => offset)).toEqual(offsets)
    expect(offsets.every((offset, i) => i === 0 || offset > offsets[i - 1]!)).toBe(true)
  })

  it('creates a topic once, lists it, and refuses another number of partitions by name', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'counted', { partitions: 3 })
    await log.ensureTopics([{ name: topic, partitions: 3, cleanup: 'delete' }])
    expect(await log.topics()).toContainEqual({ name: topic, partitions: 3 })
    await expect(log.ensureTopics([{ name: topic, partitions: 4, cleanup: 'delete' }])).rejects.toThrow(topic)
  })

  it('refuses records for a topic that is not there', async () => {
    await expect(harness().log.append(valued(harness().topic('missing'), ['x']))).rejects.toThrow()
  })
}
