import { expect, it } from 'vitest'
import { bytes, everything, newTopic } from './using-log.ts'
import type { Harness } from './conformance.ts'

export const compactionRules = (harness: () => Harness): void => {
  it('keeps the newest value of each key, in its place, and honours tombstones', async ({ skip }) => {
    const { log, compact } = harness()
    if (!compact) return skip('this run has no way to provoke compaction')
    const topic = await newTopic(harness(), 'compacted', { cleanup: 'compact' })
    const set = (key: string, value: string | null) => ({
      topic,
      partition: 0,
      key: bytes(key),
      value: value === null ? null : bytes(value),
    })
    const written = await log.append([set('a', '1'), set('b', '1'), set('gone', '1'), set('a', '2')])
    const newest = await log.append([set('b', '2'), set('gone', null), set('c', '1'), set('a', '3')])
    await compact(topic)

    const ours = new Set(['a', 'b', 'c', 'gone'])
    const left = (await everything(log, topic)).filter((record) => ours.has(String(record.key)))
    expect(left.filter(({ value }) => value !== null).map(({ key, value, offset }) => [String(key), String(value), offset])).toEqual([
      ['b', '2', newest[0]?.offset],
      ['c', '1', newest[2]?.offset],
      ['a', '3', newest[3]?.offset],
    ])
    const old = new Set(written.map(({ offset }) => offset))
    expect(left.some(({ offset }) => old.has(offset))).toBe(false)
  })

  it('refuses a record without a key in a compacted topic', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'keyed', { cleanup: 'compact' })
    await expect(log.append([{ topic, partition: 0, key: null, value: bytes('x') }])).rejects.toThrow()
  })
}
