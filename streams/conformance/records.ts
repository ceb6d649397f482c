import { expect, it } from 'vitest'
import { HoplineError } from '../errors.ts'
import type { Header } from '../log.ts'
import { bytes, everything, newTopic, valued, values } from './using-log.ts'
import type { Harness } from './conformance.ts'

export const recordRules = (harness: () => Harness): void => {
  it('keeps headers in order, repeated names, empty values and bytes that are no text included', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'headers')
    const headers: Header[] = [
      ['b', bytes('1')],
      ['a', bytes('2')],
      ['b', bytes('3')],
      ['empty', bytes('')],
      ['bytes', Buffer.from([0, 255, 128])],
      ['b', bytes('1')],
    ]
    await log.append([{ topic, key: bytes('k'), value: bytes('v'), headers }])
    const [record] = await everything(log, topic)
    expect(record?.headers).toEqual(headers)
  })

  it('tells null from empty, in keys and in values', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'nulls')
    const pairs = [
      { key: null, value: null },
      { key: null, value: bytes('') },
      { key: bytes(''), value: null },
      { key: bytes(''), value: bytes('') },
    ]
    await log.append(pairs.map((pair) => ({ topic, partition: 0, ...pair })))
    expect((await everything(log, topic)).map(({ key, value }) => ({ key, value }))).toEqual(pairs)
  })

  it('keeps the timestamp that a record is given, and gives the others one', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'times')
    const placed = await log.append([
      { topic, key: bytes('k'), value: bytes('old'), timestamp: 1_700_000_000_000 },
      { topic, key: bytes('k'), value: bytes('new') },
    ])
    const records = await everything(log, topic)
    expect(records[0]?.timestamp).toBe(1_700_000_000_000)
    expect(records[1]?.timestamp).toBeGreaterThan(1_700_000_000_000)
    expect(placed.map(({ timestamp }) => timestamp)).toEqual(records.map(({ timestamp }) => timestamp))
  })

  it('brings 10,000 records back as they were', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'many')
    const sent = Array.from({ length: 10_000 }, (_, i) => `record ${i}`)
    await log.append(valued(topic, sent))
    expect(values(await everything(log, topic))).toEqual(sent)
  })

  it('brings records of 100 kB back as they were', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'large')
    const sent = Array.from({ length: 20 }, (_, i) => Buffer.alloc(100_000, i))
    for (const value of sent) await log.append([{ topic, key: bytes('k'), value }])
    const records = await everything(log, topic)
    expect(records.length).toBe(sent.length)
    expect(records.every((record, i) => record.value?.equals(sent[i]!))).toBe(true)
  })

  it('refuses a record above the limit, and writes nothing of the call', async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'limited')
    const tooLarge = { topic, partition: 0, key: bytes('k'), value: Buffer.alloc(2_000_000, 1) }
    const refusal = await log.append([...valued(topic, ['before']), tooLarge, ...valued(topic, ['after'])]).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(HoplineError)
    expect(refusal).toMatchObject({ code: 'record-too-large' })
    expect(await everything(log, topic)).toEqual([])
  })

  it("takes records up to the topic's own limit", async () => {
    const { log } = harness()
    const topic = await newTopic(harness(), 'roomy', { maxBytes: 8 << 20 })
    const value = Buffer.alloc(4_000_000, 7)
    await log.append([{ topic, key: bytes('k'), value }])
    expect((await everything(log, topic))[0]?.value?.equals(value)).toBe(true)
  })
}
