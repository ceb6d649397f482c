import { afterEach, describe, expect, it } from 'vitest'
import type { ActionEvent, Message } from '../../schemas/index.ts'
import { runInMemory } from '../../streams/testing.ts'
import { topics } from '../../streams/topics.ts'
import { reply } from './reply.ts'

const message = (): Message => ({
  messageId: '01J00000000000000000000000',
  tenant: 't',
  conversationId: 'c',
  channel: 'web',
  place: 'direct',
  author: { id: 'a', name: 'A', groups: [] },
  text: 'hi',
  sentAt: Date.now(),
  receivedAt: Date.now(),
})
const event = (given: Partial<ActionEvent> = {}): ActionEvent => ({
  message: message(),
  failure: null,
  turns: [],
  intent: null,
  entities: [],
  answer: { text: 'Hello [x](https://evil.example).', kind: 'talk', model: 'templates', citations: [], use: null },
  action: null,
  ...given,
})

let stop: (() => Promise<void>) | undefined
afterEach(async () => stop?.())

const start = async () => {
  const stream = await runInMemory(reply, {})
  stop = stream.stop
  return stream
}

describe('reply', () => {
  it('makes one reply of each action event, without foreign links', async () => {
    const stream = await start()
    await stream.send(topics.actions, 't/c', event())
    const [got] = await stream.take(topics.replies, 1)
    expect(got).toMatchObject({
      key: 't/c',
      value: { message: { messageId: '01J00000000000000000000000' }, reply: { text: 'Hello x.', kind: 'talk', model: 'templates' } },
    })
  })

  it('says of an earlier failure what happened', async () => {
    const stream = await start()
    await stream.send(
      topics.actions,
      't/c',
      event({ answer: null, failure: { hop: 'generation', code: 'deadline-passed', message: 'Too late.', at: Date.now() } }),
    )
    const [got] = await stream.take(topics.replies, 1)
    expect(got?.value?.reply).toMatchObject({ kind: 'failure', text: expect.stringContaining('The step generation failed') as string })
  })

  it('replies even to a record that it can not read', async () => {
    const stream = await start()
    await stream.sendBytes(topics.actions, 't/c', Buffer.from('garbage'), '01J00000000000000000000009')
    const [got] = await stream.take(topics.replies, 1)
    expect(got?.value).toMatchObject({
      message: { messageId: '01J00000000000000000000009', conversationId: 'c' },
      reply: { kind: 'failure' },
    })
    expect(got?.value?.reply.text).toContain('01J00000000000000000000009')
  })
})
