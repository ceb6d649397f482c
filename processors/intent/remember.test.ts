import { describe, expect, it } from 'vitest'
import type { Message, ReplyEvent } from '../../schemas/index.ts'
import { nothing, takeIn, takeReply } from './remember.ts'

const limits = { turns: 4, characters: 100 }
const hour = 3_600_000
const message = (messageId: string, text = messageId): Message => ({
  ...{ messageId, text, tenant: 't', conversationId: 'c', channel: 'web', place: 'direct', sentAt: 1, receivedAt: 1 },
  author: { id: 'ann', name: 'Ann', groups: [] },
})
const reply = (messageId: string, text: string): ReplyEvent => ({
  ...{ message: message(messageId), failure: null, at: 2 },
  reply: { text, kind: 'answer', model: 'm', citations: [], action: null },
})

describe('takeIn', () => {
  it('drops a repeat within 24 hours, and takes it again after them', () => {
    const first = takeIn(nothing, message('m1'), 0, limits)!
    expect(takeIn(first, message('m1'), 23 * hour, limits)).toBeNull()
    const later = takeIn(first, message('m2'), 25 * hour, limits)!
    expect(later.seen.map(({ messageId }) => messageId)).toEqual(['m2'])
    expect(takeIn(later, message('m1'), 25 * hour, limits)).not.toBeNull()
  })

  it('keeps the newest turns within both limits, oldest first', () => {
    let conversation = nothing
    for (const id of ['a', 'b', 'c', 'd', 'e']) conversation = takeIn(conversation, message(id), 0, limits)!
    expect(conversation.turns.map(({ text }) => text)).toEqual(['b', 'c', 'd', 'e'])
    conversation = takeIn(conversation, message('long', 'x'.repeat(500)), 0, limits)!
    expect(conversation.turns.map(({ text }) => text.length)).toEqual([100])
  })
})

describe('takeReply', () => {
  it('adds the reply as a turn of the bot, once', () => {
    const asked = takeIn(nothing, message('m1', 'why?'), 0, limits)!
    const answered = takeReply(asked, reply('m1', 'Because.'), limits)
    expect(answered.turns.map(({ role, text }) => [role, text])).toEqual([
      ['person', 'why?'],
      ['bot', 'Because.'],
    ])
    expect(takeReply(answered, reply('m1', 'Because.'), limits)).toBe(answered)
  })
})
