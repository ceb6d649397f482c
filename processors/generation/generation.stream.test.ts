import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { floatBytes, int8Bytes, type ContextEvent, type Route } from '../../schemas/index.ts'
import { conversationKey, topics } from '../../streams/topics.ts'
import { runInMemory } from '../../streams/testing.ts'
import { generation } from './generation.ts'

const vector = Float32Array.of(1, 0)
const text = 'Clean the disk.\n\nThen wait for a minute.'
const event = (messageId: string, label: string, route: Route, found = true): ContextEvent => ({
  message: {
    ...{ messageId, text: 'the disk is full', tenant: 't', conversationId: 'c', channel: 'web', place: 'direct', sentAt: 1, receivedAt: 1 },
    author: { id: 'ann', name: 'Ann', groups: [] },
  },
  ...{ failure: null, turns: [], question: '', encoder: 'e', entities: [], searched: 3, answerable: -1 },
  vector: floatBytes(vector),
  intent: { label, score: 1, route, alternatives: [], others: [], inScope: 1 },
  passages: found
    ? [
        {
          ...{ chunk: 'c', document: 'd.md', revision: 'r', title: 'Disk', headings: [], text, start: 0, end: text.length, score: 1 },
          sentences: [
            { start: 0, end: 15, vector: int8Bytes(vector) },
            { start: 17, end: 40, vector: int8Bytes(vector) },
          ],
        },
      ]
    : [],
})

describe('generation', () => {
  let stream: Awaited<ReturnType<typeof runInMemory>>
  beforeAll(async () => void (stream = (await runInMemory(generation, {} as never)) as never))
  afterAll(() => stream.stop())

  it('answers, refuses, talks, or leaves the word to the action, and publishes whole sentences before', async () => {
    const key = conversationKey('t', 'c')
    const events = [
      event('m1', 'ask_knowledge', 'answer'),
      event('m2', 'ask_knowledge', 'answer', false),
      event('m3', 'thanks', 'talk', false),
      event('m4', 'restart_service', 'act', false),
      event('m5', 'restart_service', 'act'),
    ]
    for (const each of events) await stream.send(topics.contexts, key, each)
    const answers = (await stream.take(topics.answers, 5)).map(({ value }) => value!.answer)
    expect(answers.map((answer) => answer?.kind ?? null)).toEqual(['answer', 'refusal', 'talk', null, 'answer'])
    expect(answers[0]!.citations.map(({ quote }) => quote)).toEqual(['Clean the disk.', 'Then wait for a minute.'])
    expect(answers[1]).toMatchObject({ model: 'extractive', citations: [] })

    const deltas = (await stream.take(topics.deltas, 4)).map(({ value }) => value!).filter(({ messageId }) => messageId === 'm1')
    expect(deltas.map((delta) => delta.text).join('')).toBe(answers[0]!.text)
    expect(deltas.map(({ attempt, seq }) => [attempt, seq])).toEqual([
      [100, 0],
      [100, 1],
    ])
  })

  it('reads a follow-up aloud, and answers from its last reply where that is asked for', async () => {
    const quote = { document: 'd.md', revision: 'r', title: 'Disk', headings: [], start: 0, end: 5, quote: '`rm x`' }
    const turns = [{ role: 'bot', messageId: 'm0', text: 'Run `rm -r cache`. [1]', at: 1, citations: [quote] }]
    const ask = async (messageId: string, text: string, question: string) => {
      const asked = event(messageId, 'ask_knowledge', 'answer')
      await stream.send(topics.contexts, conversationKey('t', 'q'), { ...asked, message: { ...asked.message, text }, question, turns })
    }
    await ask('q1', 'why?', 'why (the disk is full)')
    await ask('q2', 'what was the first command?', 'what was the first command (the disk is full)')
    const answers = (await stream.take(topics.answers, 7)).map(({ value }) => value!)
    const textOf = (id: string) => answers.find(({ message }) => message.messageId === id)!.answer!.text
    expect(textOf('q1')).toMatch(/^Read as: why \(the disk is full\)\?\n\nClean the disk\. \[1\]/)
    expect(textOf('q2')).toBe('From my last answer [1]:\n\n```\nrm -r cache\n```')
  })

  it('passes a failure on without an answer', async () => {
    const failure = { hop: 'ner', code: 'handler-failed', message: 'x', at: 1 }
    await stream.send(topics.contexts, conversationKey('t', 'f'), { ...event('m6', 'thanks', 'talk'), failure })
    const last = (await stream.take(topics.answers, 8)).at(-1)!
    expect(last.value).toMatchObject({ failure: { hop: 'ner' }, answer: null })
  })
})
