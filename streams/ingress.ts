/** The door: how a message gets its id, its key and its headers, whatever channel it came by. */
import { createHash } from 'node:crypto'
import type { Message } from '../schemas/index.ts'
import type { Codec } from './codec.ts'
import type { RecordIn } from './log.ts'
import { conversationKey, topics } from './topics.ts'

/** Names of the headers that every record of a message carries from hop to hop. */
export const headerNames = {
  messageId: 'hopline-message-id',
  /** What the sender calls the event: how the gateway recognises a repeat of it. */
  eventId: 'hopline-event-id',
  /** Until when an answer is of use, in ms since 1970, as decimal text. */
  deadline: 'hopline-deadline',
  /** Which redrive of a dead letter this is. */
  redrive: 'hopline-redrive',
  /** The one group that a redriven record is for; others skip it. */
  redriveFor: 'hopline-redrive-for',
} as const

/** How long a hop between a person and their reply may wait, from the message's arrival. */
export const patienceMs = 45_000

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The id of a platform event: 48 bits of its time and 80 bits of sha256(channel, event id), written as a ULID.
 * The same event is the same id, and ids sort and seek by time.
 * @param at when the platform says it happened, in ms since 1970
 */
export const messageId = (channel: string, eventId: string, at: number): string => {
  const hash = createHash('sha256').update(channel).update('\0').update(eventId).digest().subarray(0, 10)
  let bits = (BigInt(Math.trunc(at)) << 80n) | BigInt('0x' + hash.toString('hex'))
  let text = ''
  for (let i = 0; i < 26; i++, bits >>= 5n) text = crockford[Number(bits & 31n)]! + text
  return text
}

/** The time in a message id, in ms since 1970; null where the text is not an id. */
export const timeOfMessageId = (id: string): number | null => {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return null
  let bits = 0n
  for (const character of id.slice(0, 10)) bits = (bits << 5n) | BigInt(crockford.indexOf(character))
  return Number(bits)
}

/** The record of a message as any channel appends it. */
export const ingressRecord = (codec: Codec, message: Message): RecordIn => ({
  topic: topics.messages.name,
  key: Buffer.from(conversationKey(message.tenant, message.conversationId)),
  value: codec.encode(topics.messages, message),
  headers: [
    [headerNames.messageId, Buffer.from(message.messageId)],
    [headerNames.deadline, Buffer.from(String(message.receivedAt + patienceMs))],
  ],
})
