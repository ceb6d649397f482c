/** Takes a message in: once for each key of the sender's, and durably before it says so. */
import { randomUUID } from 'node:crypto'
import { headerNames, ingressRecord, messageId as messageIdOf } from '../streams/ingress.ts'
import { digestOf, type PostedEvent } from './event-ids.ts'
import { tenant } from './keys.ts'
import type { Parts } from './parts.ts'
import { within } from './patience.ts'
import { Problem } from './problem.ts'

type Draft = { text: string; conversationId?: string | undefined; channel: string; eventId?: string | undefined }

export type PostMessage = (draft: Draft) => Promise<{ messageId: string; conversationId: string }>

/**
 * A repeat under a key of the last 24 hours gives the message that the key gave first, across restarts: an id holds the
 * message's time, so that a repeat can't make the id anew.
 */
export const messagePoster = ({ ports, view }: Pick<Parts, 'ports' | 'view'>): PostMessage => {
  const { log, codec, author, now } = ports
  const underway = new Map<string, Promise<PostedEvent>>()

  const append = async ({ text, channel, eventId, ...draft }: Draft): Promise<PostedEvent> => {
    const at = now()
    const conversationId = draft.conversationId ?? messageIdOf('conversation', randomUUID(), at)
    const messageId = messageIdOf(channel, eventId ?? randomUUID(), at)
    const message = { messageId, tenant, conversationId, channel, place: 'direct', author, text, sentAt: at, receivedAt: at } as const
    const record = ingressRecord(codec, message)
    const eventHeader = eventId === undefined ? [] : [[headerNames.eventId, Buffer.from(eventId)] as const]
    await log.append([{ ...record, headers: [...(record.headers ?? []), ...eventHeader] }])
    return { messageId, conversationId, textDigest: digestOf(text) }
  }

  const appendOnce = async (draft: Draft, eventId: string): Promise<PostedEvent> => {
    const appending = append(draft)
    underway.set(eventId, appending)
    try {
      const posted = await appending
      view.events.note(eventId, posted, now())
      return posted
    } finally {
      // What failed may be tried again under its key.
      underway.delete(eventId)
    }
  }

  return async (draft) => {
    const { eventId } = draft
    if (eventId === undefined) return answerOf(await append(draft))
    await within(view.caughtUp)
    // No await between asking for the key and taking it: of two posts at the same time one would not see the other.
    const earlier = view.events.find(eventId) ?? underway.get(eventId)
    const posted = await (earlier ?? appendOnce(draft, eventId))
    const isSame = posted.textDigest === digestOf(draft.text) && (draft.conversationId ?? posted.conversationId) === posted.conversationId
    if (!isSame) throw new Problem(422, `The Idempotency-Key ${eventId} was used for another message, ${posted.messageId}. Use a new key.`)
    return answerOf(posted)
  }
}

const answerOf = ({ messageId, conversationId }: PostedEvent) => ({ messageId, conversationId })
