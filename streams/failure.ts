/** How a message that failed goes on: with `failure` set, so that the person gets an honest reply, in order. */
import type { Failure, Message } from '../schemas/index.ts'
import { headerNames, messageId } from './ingress.ts'
import type { LogRecord } from './log.ts'
import { emit, type Emit, type Processor, type Skeleton } from './processor.ts'
import { parseConversationKey, type RecordOf, type Topic } from './topics.ts'

/** Topics whose records hold a message and, where a hop gave up, why. */
type LineTopic = Topic<'IntentEvent' | 'EntityEvent' | 'ContextEvent' | 'AnswerEvent' | 'ActionEvent'>

/** What is known of a message whose record can't be read; null where not even its conversation is. */
export const skeletonOf = (record: LogRecord): Skeleton | null => {
  const conversation = parseConversationKey(record.key?.toString() ?? '')
  if (!conversation) return null
  const id = record.headers.find(([name]) => name === headerNames.messageId)?.[1].toString()
  return {
    ...conversation,
    messageId: id ?? messageId(record.topic, `${record.partition}:${record.offset}`, record.timestamp),
    timestamp: record.timestamp,
  }
}

/** The message as far as its skeleton tells. */
export const messageOf = (skeleton: Skeleton): Message => ({
  messageId: skeleton.messageId,
  tenant: skeleton.tenant,
  conversationId: skeleton.conversationId,
  channel: '',
  place: 'UNKNOWN',
  author: { id: '', name: '', groups: [] },
  text: '',
  sentAt: skeleton.timestamp,
  receivedAt: skeleton.timestamp,
})

/**
 * `onFailure` of a hop whose input holds a message: the input goes on as far as it is known; the fields that this hop
 * would have filled take their defaults.
 */
export const passOn =
  (topic: LineTopic): NonNullable<Processor['onFailure']> =>
  ({ failure, input, skeleton }): readonly Emit[] => {
    const event = (input ?? { message: messageOf(skeleton) }) as { message: Message }
    return [emit(topic, { ...event, failure } as RecordOf<LineTopic>)]
  }

/** The failure that an input brought from an earlier hop. */
export const failureOf = (input: unknown): Failure | null => (input as { failure?: Failure | null }).failure ?? null
