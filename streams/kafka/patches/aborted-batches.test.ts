import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { batch, marker } from '../batches.fixture.ts'
import { Decoder } from '../kafkajs.ts'
import { committedOnly, type AbortedTransaction } from './aborted-batches.ts'
import { batchesOf } from './record-batches.ts'

const require = createRequire(import.meta.url)
type Message = { value: Buffer; isControlRecord: boolean }
const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages') as (decoder: Decoder) => Promise<Message[]>
const filterAborted = require('kafkajs/src/consumer/filterAbortedMessages') as (of: {
  messages: Message[]
  abortedTransactions: object[]
}) => Message[]

const ours = (log: Buffer, aborted: AbortedTransaction[]): string[] => {
  const isVisible = committedOnly(aborted)
  return [...batchesOf(log)].filter(isVisible).flatMap((one) => one.records('t', 0).map(({ value }) => String(value)))
}

const theirs = async (log: Buffer, aborted: AbortedTransaction[]): Promise<string[]> => {
  const size = Buffer.alloc(4)
  size.writeInt32BE(log.length)
  const messages = await decodeMessages(new Decoder(Buffer.concat([size, log])))
  const abortedTransactions = aborted.map(({ producerId, firstOffset }) => ({
    producerId: String(producerId),
    firstOffset: String(firstOffset),
  }))
  return filterAborted({ messages, abortedTransactions })
    .filter(({ isControlRecord }) => !isControlRecord)
    .map(({ value }) => String(value))
}

describe('records of aborted transactions', () => {
  it('stay hidden when the transaction that began first was aborted last', async () => {
    const log = Buffer.concat([
      batch({ offset: 0, producerId: 1, values: ['a!'] }),
      batch({ offset: 1, producerId: 2, values: ['b!'] }),
      marker(2, 2, 'abort'),
      marker(3, 1, 'abort'),
      batch({ offset: 4, producerId: 1, values: ['c'] }),
      marker(5, 1, 'commit'),
    ])
    const inOrderOfAbort = [
      { producerId: 2, firstOffset: 1 },
      { producerId: 1, firstOffset: 0 },
    ]
    expect(await theirs(log, inOrderOfAbort)).toContain('a!')
    expect(ours(log, inOrderOfAbort)).toEqual(['c'])
  })

  it('stay hidden when one record lies past the starts of two aborted transactions', async () => {
    // Read from offset 2 on: both transactions began before.
    const log = Buffer.concat([batch({ offset: 2, producerId: 2, values: ['b!'] }), marker(3, 1, 'abort'), marker(4, 2, 'abort')])
    const aborted = [
      { producerId: 1, firstOffset: 0 },
      { producerId: 2, firstOffset: 1 },
    ]
    expect(await theirs(log, aborted)).toEqual(['b!'])
    expect(ours(log, aborted)).toEqual([])
  })

  it('stay hidden after a record whose key looks like an abort marker', async () => {
    const key = Buffer.from([0, 0, 0, 0])
    const log = Buffer.concat([
      batch({ offset: 0, producerId: 1, values: ['a1!'], key }),
      batch({ offset: 1, producerId: 1, values: ['a2!'] }),
      marker(2, 1, 'abort'),
    ])
    const aborted = [{ producerId: 1, firstOffset: 0 }]
    expect(await theirs(log, aborted)).not.toEqual([])
    expect(ours(log, aborted)).toEqual([])
  })

  it('do not hide what the same producer commits later, nor what is outside of transactions', () => {
    const log = Buffer.concat([
      batch({ offset: 0, producerId: 1, values: ['a!'] }),
      batch({ offset: 1, producerId: 1, values: ['plain'], transactional: false }),
      marker(2, 1, 'abort'),
      batch({ offset: 3, producerId: 1, values: ['b'] }),
      marker(4, 1, 'commit'),
      batch({ offset: 5, producerId: 1, values: ['c!'] }),
      marker(6, 1, 'abort'),
    ])
    const aborted = [
      { producerId: 1, firstOffset: 0 },
      { producerId: 1, firstOffset: 5 },
    ]
    expect(ours(log, aborted)).toEqual(['plain', 'b'])
  })
})
