/** Answers of language models for equal questions with equal passages, in memory: the least recently used go first. */
import { createHash } from 'node:crypto'
import type { Citation, Message, Passage, Turn } from '../../schemas/index.ts'

export type Kept = { readonly parts: readonly string[]; readonly citations: readonly Citation[]; readonly model: string }

export type AnswerCache = {
  get(key: string): Kept | null
  set(key: string, answer: Kept): void
}

export const openAnswerCache = (most: number, ttlMs: number, now: () => number): AnswerCache => {
  const kept = new Map<string, { answer: Kept; until: number }>()
  return {
    get(key) {
      const found = kept.get(key)
      if (!found) return null
      kept.delete(key)
      if (found.until <= now()) return null
      // Put back at the end: the front is the least recently used.
      kept.set(key, found)
      return found.answer
    },
    set(key, answer) {
      if (most === 0) return
      kept.delete(key)
      kept.set(key, { answer, until: now() + ttlMs })
      if (kept.size > most) kept.delete(kept.keys().next().value!)
    },
  }
}

/**
 * What an answer depends on, as a digest. Tenant and audience come first: an answer is never given to whom it was not made for, even where all
 * else is equal. In a place that everybody of the tenant reads, the audience is the place; elsewhere it is who asks, with their groups.
 */
export const cacheKey = (of: {
  message: Pick<Message, 'tenant' | 'place' | 'author' | 'text'>
  /** The message as a whole question; empty where it is one. */
  question: string
  turns: readonly Turn[]
  passages: readonly Passage[]
  /** Prompt, models in their order, limits: all that is set. */
  parameters: readonly (string | number)[]
}): string => {
  const { tenant, place, author, text } = of.message
  const audience = place === 'public' ? ['public'] : [place, author.id, ...author.groups.toSorted()]
  const question = (of.question || text).normalize('NFC').replace(/\s+/g, ' ').trim()
  const turns = of.turns.map(({ role, text }) => [role, text])
  const passages = of.passages.map(({ chunk, document, revision, start, end }) => [chunk, document, revision, start, end])
  return createHash('sha256')
    .update(JSON.stringify([tenant, audience, question, turns, passages, of.parameters]))
    .digest('base64')
}
