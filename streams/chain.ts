/** The line of topics between a message and its reply, and the way to find what one message left on it. */
import type { Codec } from './codec.ts'
import { headerNames, timeOfMessageId } from './ingress.ts'
import type { Log, LogRecord, TopicPartition } from './log.ts'
import { topics } from './topics.ts'

/** In order. A hop is named after the processor that writes the topic; the first is the message itself. */
export const line = [
  { hop: 'message', topic: topics.messages },
  { hop: 'intent', topic: topics.intents },
  { hop: 'ner', topic: topics.entities },
  { hop: 'retrieval', topic: topics.contexts },
  { hop: 'generation', topic: topics.answers },
  { hop: 'action', topic: topics.actions },
  { hop: 'reply', topic: topics.replies },
] as const

export type HopName = (typeof line)[number]['hop']

/** An id carries the platform's clock, the log its own: how far the platform's may be ahead. */
const skewMs = 60_000
/** Platforms repeat an event that was not taken for some minutes. */
const lateMs = 3_600_000
/** A hop that was down for longer leaves its part of the chain unfound. */
const hopLateMs = 24 * 3_600_000
/** What one search reads of a partition at most, so that an invented id costs little. */
const mostRecords = 50_000
const recordsPerRead = 500

/**
 * What a message left on the topics of the line, in the line's order, one record a hop; empty where there is no message
 * of this id. The id's time says where to start in each topic, the message's key which partition the rest is in. A reply
 * that tells of a failure is looked past, because a redrive may have brought a better one.
 */
export const findChain = async (log: Log, codec: Codec, messageId: string): Promise<LogRecord[]> => {
  const sent = timeOfMessageId(messageId)
  if (sent === null) return []
  const isOfMessage = (record: LogRecord) => messageIdOf(record) === messageId
  const [first, ...rest] = line
  const { partitions } = (await log.topics()).find(({ name }) => name === first.topic.name) ?? { partitions: 0 }
  const searched = await Promise.all(
    Array.from({ length: partitions }, (_, partition) =>
      search(log, { topic: first.topic.name, partition }, { from: sent - skewMs, to: sent + lateMs }, isOfMessage, () => true),
    ),
  )
  const message = searched.find((found) => found !== null)
  if (!message) return []
  const span = { from: message.timestamp - skewMs, to: message.timestamp + hopLateMs }
  const isFinal = async (record: LogRecord) =>
    record.topic !== topics.replies.name || !record.value || (await codec.decode(topics.replies, record.value)).failure === null
  const others = await Promise.all(
    rest.map(({ topic }) => search(log, { topic: topic.name, partition: message.partition }, span, isOfMessage, isFinal)),
  )
  return [message, ...others.filter((found) => found !== null)]
}

export const messageIdOf = (record: LogRecord): string | null =>
  record.headers.find(([name]) => name === headerNames.messageId)?.[1].toString() ?? null

/** The first record that fits and is final, else the last that fits. */
const search = async (
  log: Log,
  at: TopicPartition,
  span: { from: number; to: number },
  fits: (record: LogRecord) => boolean,
  isFinal: (record: LogRecord) => boolean | Promise<boolean>,
): Promise<LogRecord | null> => {
  const { end } = await log.bounds(at)
  let found: LogRecord | null = null
  let left = mostRecords
  for (let offset = await log.offsetAt(at, Math.max(0, span.from)); offset < end && left > 0;) {
    const batch = await log.read(at, offset, { max: recordsPerRead })
    for (const record of batch.records) {
      if (record.timestamp > span.to) return found
      if (!fits(record)) continue
      found = record
      if (await isFinal(record)) return found
    }
    left -= batch.records.length
    // Nothing read and no gap passed: the log was cut meanwhile.
    if (batch.nextOffset <= offset) break
    offset = batch.nextOffset
  }
  return found
}
