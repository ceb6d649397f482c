import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { batch, emptied } from '../batches.fixture.ts'
import { encodeBatch, sizeOf } from '../encode-batch.ts'
import { Decoder } from '../kafkajs.ts'
import { batchesOf } from './record-batches.ts'

const require = createRequire(import.meta.url)
const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages') as (
  decoder: Decoder,
) => Promise<{ key: Buffer | null; value: Buffer | null; offset: string; timestamp: string; headers: object }[]>

const sized = (bytes: Buffer): Decoder => {
  const size = Buffer.alloc(4)
  size.writeInt32BE(bytes.length)
  return new Decoder(Buffer.concat([size, bytes]))
}

const outside = { producerId: -1, producerEpoch: -1, firstSequence: -1, transactional: false }

describe('record batches', () => {
  it('that compaction left empty still move the reader on, where kafkajs sees nothing', async () => {
    const log = emptied(10, 14)
    expect(await decodeMessages(sized(log))).toEqual([])
    const [only] = batchesOf(log)
    expect(only?.lastOffset).toBe(14)
    expect(only?.records('t', 0)).toEqual([])
  })

  it('may hold 200,000 records, where kafkajs ends with a RangeError', async () => {
    const log = batch({ offset: 0, values: Array.from({ length: 200_000 }, () => '') })
    await expect(decodeMessages(sized(log))).rejects.toThrow(RangeError)
    const [only] = batchesOf(log)
    expect(only?.records('t', 0).at(-1)?.offset).toBe(199_999)
  })

  it('are left out where the answer cuts them off', () => {
    const log = Buffer.concat([batch({ offset: 0, values: ['a'] }), batch({ offset: 1, values: ['b'] })])
    for (let cut = 1; cut < log.length / 2; cut++) expect([...batchesOf(log.subarray(0, log.length - cut))]).toHaveLength(1)
  })

  it('throw where a record is longer than they are', () => {
    const log = batch({ offset: 0, values: ['abc'] })
    log[61] = 0x7e
    expect(() => [...batchesOf(log)][0]!.records('t', 0)).toThrow(/ends before/)
  })

  it('read back as they were written, and by kafkajs too', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
    const record = fc.record({
      topic: fc.constant('t'),
      key: fc.option(bytes),
      value: fc.option(bytes),
      headers: fc.array(fc.tuple(fc.string(), bytes), { maxLength: 4 }),
      timestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 20 }), async (records) => {
        const log = encodeBatch(records, outside)
        expect(log.length).toBeLessThanOrEqual(records.reduce((sum, one) => sum + sizeOf(one), 0))
        const [only] = batchesOf(log)
        const read = only!.records('t', 3)
        expect(read).toEqual(records.map((one, offset) => ({ ...one, partition: 3, offset })))
        const theirs = await decodeMessages(sized(log))
        expect(theirs.map(({ key, value, timestamp }) => [key, value, Number(timestamp)])).toEqual(
          records.map((one) => [one.key, one.value, one.timestamp]),
        )
      }),
      { numRuns: 50 },
    )
  })
})
