/** Takes a message in: once for each key of the sender's, and durably before it says so. */
import { randomUUID } from 'node:crypto'
import { headerNames, ingressRecord, messageId as messageIdOf } from '../streams/ingress.ts'
import { conversationKey } from '../streams/topics.ts'
import { tenant, type Parts } from './parts.ts'
import { Problem } from './problem.ts'
import { conversationOf, messageStep } from './thread.ts'
import { whenCaughtUp } from './view.ts'

type Posted = { messageId: string; conversationId: string }
type Draft = { text: string; conversationId?: string | undefined; channel: string; eventId?: string | undefined }

/** Keys whose message may not have come back from the log yet. */
const mostRecentKeys = 1_000

export type PostMessage = (draft: Draft) => Promise<Posted>

/**
 * A key that was used in the time that the view covers (a week by default, across restarts) gives the message that it gave
 * then: an id holds the message's time, so that a repeat must take over that of the first.
 */
export const messagePoster = ({ ports, view }: Pick<Parts, 'ports' | 'view'>): PostMessage => {
  const recent = new Map<string, { text: string; posted: Promise<Posted> }>()

  const append = async ({ text, channel, eventId, ...draft }: Draft): Promise<Posted> => {
    const at = ports.now()
    const conversationId = draft.conversationId ?? messageIdOf('conversation', randomUUID(), at)
    const messageId = messageIdOf(channel, eventId ?? randomUUID(), at)
    const message = {
      messageId,
      tenant,
      conversationId,
      channel,
      place: 'direct',
      author: ports.author,
      text,
      sentAt: at,
      receivedAt: at,
    } as const
    const record = ingressRecord(ports.codec, message)
    const headers =
      eventId === undefined ? (record.headers ?? []) : [...(record.headers ?? []), [headerNames.eventId, Buffer.from(eventId)] as const]
    await ports.log.append([{ ...record, headers }])
    return { messageId, conversationId }
  }

  const earlierOf = (eventId: string): { text: string; posted: Promise<Posted> } | null => {
    const told = view.ofEvent(eventId)
    if (!told) return recent.get(eventId) ?? null
    return {
      text: messageStep(told)!.text,
      posted: Promise.resolve({ messageId: told.messageId, conversationId: conversationOf(told.key) }),
    }
  }

  return async (draft) => {
    const { eventId, text } = draft
    if (eventId === undefined) return append(draft)
    await whenCaughtUp(view)
    // No await between asking for the key and taking it: of two posts at the same time one would not see the other.
    const earlier = earlierOf(eventId)
    if (earlier) {
      const posted = await earlier.posted
      const isSame = earlier.text === text && (draft.conversationId === undefined || draft.conversationId === posted.conversationId)
      if (!isSame)
        throw new Problem(422, `The Idempotency-Key ${eventId} was used for another message, ${posted.messageId}. Use a new key.`)
      return posted
    }
    const posted = append(draft)
    recent.set(eventId, { text, posted })
    // What failed may be tried again under its key.
    posted.catch(() => recent.delete(eventId))
    for (const oldest of recent.keys()) {
      if (recent.size <= mostRecentKeys) break
      recent.delete(oldest)
    }
    return posted
  }
}

/** The key of a conversation of the one tenant. */
export const keyOf = (conversationId: string): string => conversationKey(tenant, conversationId)
