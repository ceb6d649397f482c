/** A step of a message: what one record of the line, or a streamed sentence, tells of it. */
import type { ReplyEvent } from '../schemas/index.ts'
import { line, messageIdOf, type HopName } from '../streams/chain.ts'
import type { Codec } from '../streams/codec.ts'
import { headerNames } from '../streams/ingress.ts'
import type { LogRecord } from '../streams/log.ts'
import { topics } from '../streams/topics.ts'

/** Topics whose records are steps, in the order of the line; their places in this list stand in event ids. */
export const stepTopics = [...line.map(({ topic }) => topic.name), topics.deltas.name] as const

export type Outcome = { status: 'done' | 'failed'; reply: ReplyEvent['reply']; failure: ReplyEvent['failure'] }

export type Step = { messageId: string; key: string; topic: string; partition: number; offset: number; at: number } & (
  | { name: 'message'; text: string; eventId: string | null }
  | { name: Exclude<HopName, 'message' | 'reply'> }
  | { name: 'reply'; outcome: Outcome }
  | { name: 'delta'; attempt: number; seq: number; text: string }
)

const hopOfTopic = new Map<string, HopName>(line.map(({ hop, topic }) => [topic.name, hop]))

/** Reads a record of one of the `stepTopics`; null where it tells of no message or can't be decoded. Never throws. */
export const stepOf = async (codec: Codec, record: LogRecord): Promise<Step | null> => {
  const { topic, partition, offset, timestamp: at, value } = record
  const key = record.key?.toString()
  if (!key || !value) return null
  const place = { key, topic, partition, offset, at }
  const name = hopOfTopic.get(topic)
  try {
    if (name === 'message') {
      const { messageId, text } = await codec.decode(topics.messages, value)
      return { ...place, messageId, name, text, eventId: textOf(record, headerNames.eventId) }
    }
    if (name === 'reply') {
      const { message, failure, reply } = await codec.decode(topics.replies, value)
      return {
        ...place,
        messageId: message.messageId,
        name,
        outcome: { status: failure || reply.kind === 'failure' ? 'failed' : 'done', reply, failure },
      }
    }
    if (topic === topics.deltas.name) {
      const { messageId, attempt, seq, text } = await codec.decode(topics.deltas, value)
      return { ...place, messageId, name: 'delta', attempt, seq, text }
    }
  } catch {
    // What can't be read is in the dead letters too; here it leaves a gap.
    return null
  }
  const messageId = messageIdOf(record)
  return name && messageId ? { ...place, messageId, name } : null
}

const textOf = (record: LogRecord, header: string): string | null =>
  record.headers.find(([name]) => name === header)?.[1].toString() ?? null
