import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openAiDialect } from '../../processors/generation/models/fake-openai.for-tests.ts'
import { startFake, type Fake } from '../../processors/generation/models/fake-server.for-tests.ts'
import { action } from '../../processors/action/action.ts'
import { generation } from '../../processors/generation/generation.ts'
import { reply } from '../../processors/reply/reply.ts'
import { retrieval } from '../../processors/retrieval/retrieval.ts'
import { floatBytes, int8Bytes, type DocumentChunks, type EntityEvent, type Place } from '../../schemas/index.ts'
import { openEmbedded } from '../../streams/embedded/embedded.ts'
import type { Log } from '../../streams/log.ts'
import { openMetrics } from '../../streams/metrics.ts'
import type { Processor } from '../../streams/processor.ts'
import { bundledCodec } from '../../streams/registry/bundled.ts'
import { runProcessor, type Running } from '../../streams/run.ts'
import { conversationKey, specOf, topics } from '../../streams/topics.ts'

/** Each tenant has a document for all, one for each person, and one for each person's group; each holds a word that stands nowhere else. */
const tenants = ['acme', 'globex']
const people = [
  { id: 'ann', name: 'Ann', groups: ['sre'] },
  { id: 'bob', name: 'Bob', groups: ['support'] },
]
const places: readonly Place[] = ['direct', 'private', 'public']
const readers = ['everyone', 'ann', 'bob', 'sre', 'support']
const canaryOf = (tenant: string, reader: string) => `canary-${tenant}-${reader}`
const canary = /canary-\w+-\w+/g

const vector = Float32Array.of(1, 0, 0)
const documentOf = (tenant: string, reader: string): DocumentChunks => {
  const sentence = `The vault opens with the recovery code ${canaryOf(tenant, reader)}.`
  const spans = [{ start: 0, end: sentence.length, vector: int8Bytes(vector) }]
  return {
    ...{ document: `${tenant}/${reader}.md`, revision: 'r', title: `Recovery code of ${reader}`, tenant, encoder: 'e' },
    access: reader === 'everyone' ? [] : [reader],
    chunks: [
      {
        id: `${tenant}-${reader}`,
        headings: [],
        text: sentence,
        start: 0,
        end: sentence.length,
        vector: floatBytes(vector),
        sentences: spans,
      },
    ],
  }
}

const asked = tenants.flatMap((tenant) => people.flatMap((author) => places.map((place) => ({ tenant, author, place }))))
type Asked = (typeof asked)[number] & { conversationId: string; text: string }

const allowed = ({ tenant, author, place }: Asked): string[] =>
  ['everyone', ...(place === 'public' ? [] : [author.id, ...author.groups])].map((reader) => canaryOf(tenant, reader))

const eventOf = ({ tenant, author, place, conversationId, text }: Asked): EntityEvent => ({
  message: { messageId: conversationId, text, tenant, conversationId, channel: 'web', place, author, sentAt: 1, receivedAt: Date.now() },
  ...{ failure: null, turns: [], question: '', vector: floatBytes(vector), encoder: 'e', entities: [] },
  intent: { label: 'ask_knowledge', score: 1, route: 'answer', alternatives: [], others: [], inScope: 1 },
})

const recordsOf = async (log: Log, topic: string) => {
  const { end } = await log.bounds({ topic, partition: 0 })
  return end === 0 ? [] : (await log.read({ topic, partition: 0 }, 0, { max: end })).records
}

describe.each([
  ['all vectors compared', '20000'],
  ['the graph asked', '0'],
])('what a reader may not see, with %s', (_how, exactLimit) => {
  // The same text from all, so that a cache that tells readers apart by their words alone is caught; and one of each, so that prompts are told apart.
  const messages: Asked[] = asked.flatMap((one, i) => [
    { ...one, conversationId: `same-${i}`, text: 'which recovery code opens the vault?' },
    { ...one, conversationId: `own-${i}`, text: `which recovery code opens the vault for number${i}x?` },
  ])
  let model: Fake
  let log: Log
  let running: Running[]
  const written: string[] = []
  const codec = bundledCodec()

  beforeAll(async () => {
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((text) => Boolean(written.push(String(text))))
    // It tells all that it reads.
    model = await startFake(openAiDialect)
    model.plan({ kind: 'say', text: (prompt) => (prompt.match(/[^\n>]*canary-\w+-\w+\./g) ?? []).map((line, i) => `${line.trim()} [${i + 1}]`).join(' ') }) // prettier-ignore
    log = await openEmbedded({ file: ':memory:', durability: 'os' })
    await log.ensureTopics(Object.values(topics).map((topic) => specOf(topic, 1)))
    const documents = tenants.flatMap((tenant) => readers.map((reader) => documentOf(tenant, reader)))
    await log.append(
      documents.map((value) => ({
        topic: topics.chunks.name,
        key: Buffer.from(value.document),
        value: codec.encode(topics.chunks, value),
      })),
    )
    const encoder = { name: 'e', embed: (texts: readonly string[]) => Promise.resolve(texts.map(() => vector)) }
    const start = (processor: Processor<never, never>, settings: object = {}) =>
      runProcessor(
        processor,
        (processor as Processor).settings.parse(settings) as never,
        { openEncoder: () => Promise.resolve(encoder) } as never,
        {
          ...{ log, codec, metrics: openMetrics() },
        },
      )
    running = await Promise.all([
      start(retrieval as never, { HOPLINE_RETRIEVAL_EXACT_LIMIT: exactLimit }),
      start(generation as never, { HOPLINE_LLAMA_URL: `${model.url}/v1`, HOPLINE_LLAMA_MODEL: 'llama' }),
      start(action as never),
      start(reply as never),
    ])
    for (const message of messages)
      await log.append([
        {
          topic: topics.entities.name,
          key: Buffer.from(conversationKey(message.tenant, message.conversationId)),
          value: codec.encode(topics.entities, eventOf(message)),
          headers: [],
        },
      ])
    await vi.waitFor(async () => expect(await recordsOf(log, topics.replies.name)).toHaveLength(messages.length), { timeout: 25_000 })
  }, 30_000)
  afterAll(async () => {
    vi.restoreAllMocks()
    await Promise.all(running.map((one) => one.drain(5_000)))
    await log.close()
    await model.close()
  })

  it('stands in no record of their conversation, and what they may see does', async () => {
    const seen = new Map<string, Set<string>>()
    for (const topic of [topics.contexts, topics.answers, topics.actions, topics.replies, topics.deltas, topics.deadLetters]) {
      for (const { key, value } of await recordsOf(log, topic.name)) {
        const found = seen.get(String(key)) ?? new Set()
        for (const [word] of String(value).matchAll(canary)) found.add(word)
        seen.set(String(key), found)
      }
    }
    for (const message of messages) {
      const found = seen.get(conversationKey(message.tenant, message.conversationId))!
      expect([...found].sort()).toEqual(allowed(message).sort())
    }
  })

  it('stands in no prompt that is made for them', () => {
    expect(model.violations).toEqual([])
    const own = messages.filter(({ conversationId }) => conversationId.startsWith('own'))
    for (const message of own) {
      const prompt = model.prompts.find((one) => one.includes(message.text.slice(-10)))!
      const found = prompt.match(canary)!
      expect(found.length).toBeGreaterThan(0)
      expect(found.filter((word) => !allowed(message).includes(word))).toEqual([])
    }
  })

  it('stands in no line of the logs', () => {
    expect(written.filter((line) => canary.test(line))).toEqual([])
  })
})
