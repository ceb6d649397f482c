import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromFloatBytes, type Message } from '../../schemas/index.ts'
import { conversationKey, topics } from '../../streams/topics.ts'
import { runInMemory } from '../../streams/testing.ts'
import { intent } from './intent.ts'

/** Knows a word an intent, and sees it as a named thing: enough for the binding; what the real model does is tested where it lives. */
const words = ['restart', 'scale', 'thanks']
const encoder = {
  name: 'words@1',
  heads: {
    intents: ['restart_service', 'scale_service', 'thanks'],
    temperature: 1,
    scope: { slope: 1, offset: 0, threshold: 0.5 },
    several: { whole: 0.9, clause: 0.8 },
    lexical: { weight: 1, words: 1, letters: 1, longest: 100, scales: [0, 0, 0], bias: [0, 0, 0] },
    lexicalTable: new Uint8Array(2 * (4 + 3)),
  },
  read: async (texts: readonly string[]) =>
    texts.map((text) => ({
      vector: Float32Array.of(text.length, 1),
      intents: Float32Array.from(words, (word) => (text.includes(word) ? 5 - text.indexOf(word) / 100 : -5)),
      spans: words.flatMap((word) =>
        text.includes(word) ? [{ type: 'service', start: text.indexOf(word), end: text.indexOf(word) + word.length, score: 1 }] : [],
      ),
    })),
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
      encoder: 'words@1',
      intent: { label: 'restart_service', route: 'act', others: [] },
      spotted: [{ type: 'service', start: 0, end: 7, score: 1 }],
    })
    expect(first!.value!.vector).toHaveLength(2 * 4)

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
    const readings = await encoder.read(records.map(({ question, message: { text } }) => question || text))
    expect(records.map(({ vector }) => fromFloatBytes(vector))).toEqual(readings.map(({ vector }) => vector))
  })

  it('gives the places of named things in the message, whatever question it became', async () => {
    const own = conversationKey('t', 'g')
    for (const [i, text] of ['how do I restart a pod', 'and scale it?'].entries())
      await stream.send(topics.messages, own, message(`g${i}`, text, 'g'))
    const [, followUp] = (await stream.take(topics.intents, 7)).slice(5)
    expect(followUp!.value!.question).not.toBe('')
    expect(followUp!.value!.spotted).toEqual([{ type: 'service', start: 4, end: 9, score: 1 }])
  })

  it('drops a repeat', async () => {
    await stream.send(topics.messages, key, message('m1', 'restart checkout in prod'))
    await stream.send(topics.messages, key, message('m3', 'thanks'))
    const all = (await stream.take(topics.intents, 8)).map(({ value }) => value!.message)
    expect(all.filter(({ conversationId }) => conversationId === 'c').map(({ messageId }) => messageId)).toEqual(['m1', 'm2', 'm3'])
  })

  it('keeps what a message asks for besides, and rejects what asks for nothing', async () => {
    await stream.send(topics.messages, key, message('m5', 'scale checkout, and restart search'))
    await stream.send(topics.messages, key, message('m6', 'what is for lunch'))
    const [both, none] = (await stream.take(topics.intents, 10)).slice(8)
    expect(both!.value!.intent).toMatchObject({ label: 'scale_service', others: [{ label: 'restart_service' }] })
    expect(none!.value!.intent).toMatchObject({ label: 'out_of_scope', route: 'answer', others: [] })
  })

  it('lets a message that can not be read go on with its failure, and a failed reply go no further', async () => {
    const failure = { hop: 'ner', code: 'handler-failed', message: 'x', at: 1 }
    const reply = { text: 'x', kind: 'failure', model: 'fixed', citations: [], action: null } as const
    await stream.send(topics.replies, key, { message: message('m3', 'thanks'), failure, reply, at: 2 })
    await stream.sendBytes(topics.messages, key, Buffer.from('garbage'), 'm4')
    const failed = (await stream.take(topics.intents, 11)).at(-1)
    expect(failed!.value).toMatchObject({ intent: null, message: { messageId: 'm4', tenant: 't', conversationId: 'c' } })
    expect(failed!.value!.failure).not.toBeNull()
  })
})
