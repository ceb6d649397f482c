/** What is remembered of a conversation: its last turns, and which messages were taken in. */
import type { Conversation, Message, ReplyEvent, Turn } from '../../schemas/index.ts'

export type Limits = { turns: number; characters: number }

/** How long a platform may send the same message again. */
const dayMs = 24 * 3_600_000
/** So many ids at most: a conversation of a machine could hold more than a record takes. */
const maxSeen = 5_000

export const nothing: Conversation = { turns: [], seen: [] }

/**
 * Takes a message in. null where it was taken in before, within 24 hours: a platform repeats what it got no quick answer for.
 * @param at when the message was appended, in ms since 1970
 */
export const takeIn = (conversation: Conversation, message: Message, at: number, limits: Limits): Conversation | null => {
  if (conversation.seen.some(({ messageId }) => messageId === message.messageId)) return null
  const { messageId, text, sentAt } = message
  return {
    turns: last([...conversation.turns, { role: 'person', messageId, text: clipped(text, limits), at: sentAt, citations: [] }], limits),
    seen: [...conversation.seen.filter((seen) => seen.at > at - dayMs), { messageId, at }].slice(-maxSeen),
  }
}

/** Adds the reply, once. */
export const takeReply = (conversation: Conversation, { message, reply, at }: ReplyEvent, limits: Limits): Conversation => {
  const { messageId } = message
  if (conversation.turns.some((turn) => turn.role === 'bot' && turn.messageId === messageId)) return conversation
  return {
    ...conversation,
    turns: last(
      [...conversation.turns, { role: 'bot', messageId, text: clipped(reply.text, limits), at, citations: reply.citations }],
      limits,
    ),
  }
}

const clipped = (text: string, { characters }: Limits): string => text.slice(0, characters)

/** The newest turns that fit both limits, oldest first. */
const last = (turns: readonly Turn[], limits: Limits): Turn[] => {
  const kept: Turn[] = []
  let characters = 0
  for (const turn of turns.slice(-limits.turns).reverse()) {
    characters += turn.text.length
    if (characters > limits.characters) break
    kept.unshift(turn)
  }
  return kept
}
