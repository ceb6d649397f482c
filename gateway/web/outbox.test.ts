import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOutbox, type Item } from './outbox.js'

const message = (key: string): Item => ({ key, kind: 'message', conversationId: 'c', at: 0, body: { text: key, conversationId: 'c' } })

/** What the server does with each request, in order; the last holds for all that follow. */
type Behaviour = 'takes' | 'is gone' | 'refuses' | 'takes, but the answer is lost'

const realFetch = globalThis.fetch
let posted: string[] = []
const behave = (...behaviours: Behaviour[]) => {
  globalThis.fetch = async (_path, init) => {
    const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0]
    const key = new Headers(init?.headers).get('idempotency-key')!
    if (behaviour === 'is gone') throw new TypeError('fetch failed')
    if (behaviour === 'refuses') return Response.json({ detail: 'The text is too long.' }, { status: 422 })
    posted.push(key)
    if (behaviour !== 'takes') throw new TypeError('fetch failed')
    return Response.json({ messageId: `m-${key}` }, { status: 202 })
  }
}

const open = (kept: Map<string, unknown> = new Map()) => {
  const told: string[] = []
  const storage = {
    read: (name: string) => structuredClone(kept.get(name) ?? null),
    write: (name: string, value: unknown) => void kept.set(name, structuredClone(value)),
  }
  const outbox = openOutbox(storage, {
    onSent: ({ key }) => told.push(`${key} sent`),
    onKept: ({ key }, why) => told.push(`${key} kept: ${why}`),
    onRefused: ({ key }, why) => told.push(`${key} refused: ${why}`),
  })
  return { ...outbox, told, kept }
}

describe('the outbox', () => {
  beforeEach(() => void (posted = []))
  afterEach(() => void (globalThis.fetch = realFetch))

  it('sends in order and keeps nothing that was taken in', async () => {
    behave('takes')
    const outbox = open(new Map([['hopline.outbox', [message('a'), message('b')]]]))
    await outbox.flush()
    expect(posted).toEqual(['a', 'b'])
    expect(outbox.items()).toEqual([])
  })

  it('keeps everything while the server is gone, across a reload of the page', async () => {
    behave('is gone')
    const before = open(new Map([['hopline.outbox', [message('a'), message('b')]]]))
    await before.flush()
    expect(before.told).toEqual(['a kept: The server does not answer.', 'b kept: The server does not answer.'])
    behave('takes')
    const after = open(before.kept)
    await after.flush()
    expect(after.told).toEqual(['a sent', 'b sent'])
    before.close()
  })

  it('tries again under the same key where the answer was lost', async () => {
    behave('takes, but the answer is lost', 'takes')
    const outbox = open(new Map([['hopline.outbox', [message('a')]]]))
    await outbox.flush()
    await outbox.flush()
    expect(posted).toEqual(['a', 'a'])
    expect(outbox.told.at(-1)).toBe('a sent')
  })

  it('lets go of what the server refuses, and goes on', async () => {
    behave('refuses', 'takes')
    const outbox = open(new Map([['hopline.outbox', [message('a'), message('b')]]]))
    await outbox.flush()
    expect(outbox.told).toEqual(['a refused: The text is too long.', 'b sent'])
    expect(outbox.items()).toEqual([])
  })
})
