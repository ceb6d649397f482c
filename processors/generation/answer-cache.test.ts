import { describe, expect, it } from 'vitest'
import type { Passage } from '../../schemas/index.ts'
import { cacheKey, openAnswerCache } from './answer-cache.ts'

const answer = (model: string) => ({ parts: ['x'], citations: [], model })
const passage = { chunk: 'c1', document: 'd', revision: 'r1', start: 0, end: 9 } as Passage
const base = {
  message: { tenant: 't', place: 'direct' as const, author: { id: 'ann', name: 'Ann', groups: ['sre', 'dba'] }, text: 'Why  is it down?' },
  question: '',
  turns: [],
  passages: [passage],
  parameters: ['answer.v1@1', 'gpt', 150],
}
const { message } = base

describe('openAnswerCache', () => {
  it('keeps the most recently used, for a time', () => {
    let now = 0
    const cache = openAnswerCache(2, 1_000, () => now)
    cache.set('a', answer('a'))
    cache.set('b', answer('b'))
    expect(cache.get('a')?.model).toBe('a')
    cache.set('c', answer('c'))
    expect([cache.get('a')?.model, cache.get('b'), cache.get('c')?.model]).toEqual(['a', null, 'c'])
    now = 1_000
    expect(cache.get('a')).toBeNull()
  })

  it('keeps nothing where it is off', () => {
    const cache = openAnswerCache(0, 1_000, () => 0)
    cache.set('a', answer('a'))
    expect(cache.get('a')).toBeNull()
  })
})

describe('cacheKey', () => {
  it('is one for the same question of the same person, however spaced, and in whatever order their groups come', () => {
    const same = { ...message, text: ' Why is it\ndown? ', author: { ...message.author, groups: ['dba', 'sre'] } }
    expect(cacheKey({ ...base, message: same })).toBe(cacheKey(base))
  })

  it.each([
    ['tenant', { message: { ...message, tenant: 'u' } }],
    ['person', { message: { ...message, author: { ...message.author, id: 'bob' } } }],
    ['groups', { message: { ...message, author: { ...message.author, groups: ['sre'] } } }],
    ['place', { message: { ...message, place: 'private' as const } }],
    ['public place', { message: { ...message, place: 'public' as const } }],
    ['question', { message: { ...message, text: 'Why is it up?' } }],
    ['whole question', { question: 'Why is the queue down?' }],
    ['turns', { turns: [{ role: 'person', messageId: 'm', text: 'Hi', at: 1, citations: [] }] }],
    ['revision', { passages: [{ ...passage, revision: 'r2' }] }],
    ['chunk', { passages: [{ ...passage, chunk: 'c2' }] }],
    ['no passage', { passages: [] }],
    ['prompt', { parameters: ['answer.v1@2', 'gpt', 150] }],
    ['model', { parameters: ['answer.v1@1', 'claude', 150] }],
  ])('is another for another %s', (_what, change) => {
    expect(cacheKey({ ...base, ...change })).not.toBe(cacheKey(base))
  })

  it('is shared by all of a tenant only in a place that all of them read', () => {
    const inPublic = (id: string, tenant = 't') =>
      cacheKey({ ...base, message: { ...message, tenant, place: 'public', author: { ...message.author, id } } })
    expect(inPublic('ann')).toBe(inPublic('bob'))
    expect(inPublic('ann')).not.toBe(inPublic('ann', 'u'))
  })
})
