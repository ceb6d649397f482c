import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { history } from '../../schemas/history.ts'
import { HoplineError } from '../errors.ts'
import { topics } from '../topics.ts'
import type { Topic } from '../topics.ts'
import { bundledCodec } from './bundled.ts'
import { randomValues } from './values.for-tests.ts'

const codec = bundledCodec()
const today = (record: string) => history.findLast((entry) => entry.record === record)!.id

/** What decoding makes of bytes: a value, or one of the two codes that dead-letter a record. Anything else fails the test. */
const outcome = (topic: Topic, bytes: Buffer): { value: unknown } | { code: string; message: string } => {
  try {
    return { value: codec.decode(topic, bytes) }
  } catch (error) {
    if (error instanceof HoplineError) return { code: error.code, message: error.message }
    throw error
  }
}

/** A body behind the header of the record that is written to the topic today. */
const framed = (topic: Topic, ...body: number[]): Buffer => {
  const header = Buffer.alloc(5)
  header.writeInt32BE(today(topic.record!), 1)
  return Buffer.concat([header, Buffer.from(body)])
}

const message = {
  messageId: '01J00000000000000000000000',
  tenant: 'acme',
  conversationId: 'c1',
  channel: 'web',
  place: 'direct' as const,
  author: { id: 'u1', name: 'Ada', groups: ['sre'] },
  text: 'pods keep restarting',
  sentAt: 1_795_392_000_000,
  receivedAt: 1_795_392_000_120,
}

describe('bundledCodec', () => {
  it.each(randomValues)('gives back every $name value that it wrote', (topic, values) => {
    fc.assert(fc.property(values, (value) => void expect(codec.decode(topic, codec.encode(topic, value))).toEqual(value)))
  })

  it('writes byte 0, the schema id, big endian, then the body', () => {
    const bytes = codec.encode(topics.messages, message)
    expect(bytes[0]).toBe(0)
    expect(bytes.readUInt32BE(1)).toBe(today('Message'))
    expect(bytes.subarray(6, 6 + message.messageId.length).toString()).toBe(message.messageId)
  })

  it('keeps values apart that were encoded one after the other', () => {
    const first = codec.encode(topics.messages, message)
    const copy = Buffer.from(first)
    codec.encode(topics.messages, { ...message, text: 'something else that is longer than before' })
    expect(first.equals(copy)).toBe(true)
  })

  it('writes values beyond its scratch space', () => {
    const large = { ...message, text: 'ü'.repeat(100_000) }
    expect(codec.decode(topics.messages, codec.encode(topics.messages, large))).toEqual(large)
  })

  it('fills a missing field with its default', () => {
    const { place: _, ...partial } = message
    expect(codec.decode(topics.messages, codec.encode(topics.messages, partial as typeof message))).toEqual({
      ...message,
      place: 'UNKNOWN',
    })
  })

  it.each([
    ['an unknown symbol', { place: 'moon' }, 'Message', 'place'],
    ['a number in place of text', { author: { id: 'u1', name: 'Ada', groups: ['sre', 7] } }, 'Message', 'author.groups.1'],
    ['a fraction of a millisecond', { sentAt: 1.5 }, 'Message', 'sentAt'],
    ['no number', { sentAt: NaN }, 'Message', 'sentAt'],
  ])('refuses %s and names the record and the field, not the text', (_, wrong, record, field) => {
    const write = () => codec.encode(topics.messages, { ...message, ...wrong } as never)
    expect(write).toThrow(
      expect.objectContaining({ code: 'record-undecodable', message: expect.stringContaining(`The ${record} to write has`) }),
    )
    expect(write).toThrow(` at ${field} where `)
    expect(write).not.toThrow('moon')
  })

  it('passes the bytes of dead letters through', () => {
    const bytes = Buffer.from('anything')
    expect(codec.encode(topics.deadLetters, bytes)).toBe(bytes)
    expect(codec.decode(topics.deadLetters, bytes)).toBe(bytes)
  })
})

describe('bytes that are not a record', () => {
  const valid = codec.encode(topics.messages, message)

  it.each([
    ['nothing', Buffer.alloc(0), 'record-undecodable', '0 bytes'],
    ['less than a header', valid.subarray(0, 4), 'record-undecodable', '4 bytes'],
    ['another first byte', Buffer.from('{"text":"hello"}'), 'record-undecodable', 'byte 123'],
    ['an id of another registry', Buffer.from([0, 0, 0, 0, 7, 0]), 'schema-unknown', 'schema id 7'],
    ['a negative id', Buffer.from([0, 255, 255, 255, 255, 0]), 'schema-unknown', 'schema id -1'],
    ['a cut value', valid.subarray(0, -1), 'record-undecodable', 'Message.receivedAt is cut off'],
    ['a value with more behind it', Buffer.concat([valid, Buffer.alloc(3)]), 'record-undecodable', '3 more'],
    ['a value of another record', codec.encode(topics.heads, {} as never), 'record-undecodable', "read as today's Message"],
  ])('%s is refused with a sentence', (_, bytes, code, says) => {
    expect(outcome(topics.messages, bytes)).toEqual({ code, message: expect.stringContaining(says) })
  })

  // Zigzag varints: 0xfe ff ff ff 1f is 2^31 or so, the ten bytes ending in 01 are the smallest and largest long.
  const many = [0xfe, 0xff, 0xff, 0xff, 0x1f]
  const least = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
  const most = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]
  const empty = Array.from({ length: 3 }, () => 0)
  it.each([
    ['an array of 2^31 items', topics.conversations, [...many], 'Conversation.turns claims'],
    ['an array of 2^63 items', topics.conversations, [...most], 'Conversation.turns claims'],
    ['an array of minus 2^63 items', topics.conversations, [...least, 0], 'Conversation.turns claims'],
    ['a number without end', topics.conversations, [...Array.from({ length: 100 }, () => 0xff)], 'more than 10 bytes'],
    ['a map of 2^31 entries', topics.driftReports, [...empty, 0, ...many], 'DriftReport.scores claims'],
    ['a text of 2^31 bytes', topics.messages, [...many], 'Message.messageId claims'],
    ['a text of minus one byte', topics.messages, [1], 'Message.messageId claims -1 bytes'],
    ['a branch that the union lacks', topics.events, [...empty, 0, 4], 'ChatEvent.text names branch 2'],
    ['a symbol that the enum lacks', topics.messages, [0, 0, 0, 0, 20], 'Message.place names symbol 10'],
  ])('%s is refused at once, in no memory', (_, topic, body, says) => {
    expect(outcome(topic, framed(topic, ...body))).toEqual({ code: 'record-undecodable', message: expect.stringContaining(says) })
  })

  it('10,000 random bodies and 10,000 mutated values end in a value that can be written again, or in a dead letter', () => {
    const written = randomValues.flatMap(([topic, values]) =>
      fc.sample(values, { numRuns: 25, seed: 1 }).map((value) => [topic, codec.encode(topic, value)] as const),
    )
    const checked = (topic: Topic, bytes: Buffer): void => {
      const result = outcome(topic, bytes)
      if ('value' in result) codec.encode(topic, result.value as never)
      else expect(['record-undecodable', 'schema-unknown']).toContain(result.code)
    }
    const one = fc.nat(written.length - 1).map((index) => written[index]!)
    fc.assert(
      fc.property(one, fc.uint8Array({ maxLength: 60 }), ([topic], body) => checked(topic, framed(topic, ...body))),
      { numRuns: 10_000 },
    )
    const change = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'insert', 'cut', 'double'))
    fc.assert(
      fc.property(one, fc.array(change, { minLength: 1, maxLength: 4 }), ([topic, valid], changes) => {
        checked(topic, changes.reduce(mutate, valid))
      }),
      { numRuns: 10_000 },
    )
  })
})

/** One change of one byte, or of the length. */
function mutate(bytes: Buffer, [where, byte, how]: [number, number, string]): Buffer {
  const at = where % Math.max(bytes.length, 1)
  if (how === 'cut') return bytes.subarray(0, at)
  if (how === 'insert') return Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)])
  if (how === 'double') return Buffer.concat([bytes.subarray(0, at), bytes])
  const changed = Buffer.from(bytes)
  changed[at] = byte
  return changed
}
