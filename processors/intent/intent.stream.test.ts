import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromFloatBytes, type Message } from '../../schemas/index.ts'
import { conversationKey, topics } from '../../streams/topics.ts'
import { runInMemory } from '../../streams/testing.ts'
import { intent } from './intent.ts'

/** Texts that share letters are near: enough for the binding; what the real encoder does is tested where it lives. */
const encoder = {
  name: 'letters@1',
  embed: async (texts: readonly string[]) =>
    texts.map((text) => {
      const vector = new Float32Array(26)
      for (const letter of text.toLowerCase()) if (letter >= 'a' && letter <= 'z') vector[letter.charCodeAt(0) - 97]! += 1
      const length = Math.hypot(...vector) || 1
      return vector.map((x) => x / length)
    }),
}
const message = (messageId: string, text: string, conversationId = 'c'): Message => ({
  ...{ messageId, text, tenant: 't', conversationId, channel: 'web', place: 'direct', sentAt: 1, receivedAt: 1 },
  author: { id: 'ann', name: 'Ann', groups: [] },
})
const key = conversationKey('t', 'c')

describe('intent', () => {
  let stream: Awaited<ReturnType<typeof runInMemory<typeof intent.settings, { encoder: typeof encoder }>>>
  beforeAll(async () => void (stream = await runInMemory(intent, { encoder })))
  afterAll(() => stream.stop())

  it('names the intent with its route, and gives a message the turns before it, replies among them', async () => {
    await stream.send(topics.messages, key, message('m1', 'restart checkout in prod'))
    const [first] = await stream.take(topics.intents, 1)
    expect(first!.value).toMatchObject({
      failure: null,
      turns: [],
      encoder: 'letters@1',
      intent: { label: 'restart_service', route: 'act' },
    })
    expect(first!.value!.vector).toHaveLength(26 * 4)

    const reply = { text: 'Denied.', kind: 'proposal', model: 'fixed', citations: [], action: null } as const
    await stream.send(topics.replies, key, { message: message('m1', 'restart checkout in prod'), failure: null, reply, at: 2 })
    await stream.take(topics.conversations, 2)
    await stream.send(topics.messages, key, message('m2', 'who is on call?'))
    const [, second] = await stream.take(topics.intents, 2)
    expect(second!.value!.turns.map(({ role, text }) => [role, text])).toEqual([
      ['person', 'restart checkout in prod'],
      ['bot', 'Denied.'],
    ])
  })

  it('puts a follow-up as a whole question and an alert without its noise on the record, with the vector of that', async () => {
    const own = conversationKey('t', 'f')
    const pasted = '[FIRING:1] DiskFull (prod)\nseverity: page\nsummary: The disk is full'
    const texts = ['how do I resize a pvc', 'and on staging?', pasted]
    for (const [i, text] of texts.entries()) await stream.send(topics.messages, own, message(`f${i}`, text, 'f'))
    const records = (await stream.take(topics.intents, 5))
      .map(({ value }) => value!)
      .filter(({ message }) => message.conversationId === 'f')
    const questions = records.map(({ question }) => question)
    expect(questions).toEqual(['', 'how do I resize a pvc on staging', 'DiskFull: The disk is full'])
    const vectors = await encoder.embed(records.map(({ question, message: { text } }) => question || text))
    expect(records.map(({ vector }) => fromFloatBytes(vector))).toEqual(vectors)
  })

  it('drops a repeat', async () => {
    await stream.send(topics.messages, key, message('m1', 'restart checkout in prod'))
    await stream.send(topics.messages, key, message('m3', 'thanks'))
    const all = (await stream.take(topics.intents, 6)).map(({ value }) => value!.message)
    expect(all.filter(({ conversationId }) => conversationId === 'c').map(({ messageId }) => messageId)).toEqual(['m1', 'm2', 'm3'])
  })

  it('lets a message that can not be read go on with its failure, and a failed reply go no further', async () => {
    const failure = { hop: 'ner', code: 'handler-failed', message: 'x', at: 1 }
    const reply = { text: 'x', kind: 'failure', model: 'fixed', citations: [], action: null } as const
    await stream.send(topics.replies, key, { message: message('m3', 'thanks'), failure, reply, at: 2 })
    await stream.sendBytes(topics.messages, key, Buffer.from('garbage'), 'm4')
    const failed = (await stream.take(topics.intents, 7)).at(-1)
    expect(failed!.value).toMatchObject({ intent: null, message: { messageId: 'm4', tenant: 't', conversationId: 'c' } })
    expect(failed!.value!.failure).not.toBeNull()
  })
})
