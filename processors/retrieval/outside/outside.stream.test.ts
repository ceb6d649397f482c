import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { floatBytes, type DocumentChunks, type EntityEvent, type Place } from '../../../schemas/index.ts'
import { runInMemory } from '../../../streams/testing.ts'
import { conversationKey, documentKey, topics } from '../../../streams/topics.ts'
import { retrieval } from '../retrieval.ts'
import { startFakePinecone, type FakePinecone } from './fake-pinecone.for-tests.ts'
import { at } from '../store-rules.for-tests.ts'

/** For a busy machine. */
const patience = { timeout: 20_000 }
const apiKey = 'pcsk_a-secret-key'
const key = conversationKey('acme', 'c')

/** What its words do not tell: only its vector, so many degrees from the question's. */
const document = (name: string, degrees: number, access: readonly string[] = [], tenant = 'acme'): DocumentChunks => ({
  ...{ document: name, revision: 'r', title: name, tenant, access, encoder: 'e' },
  chunks: [{ id: `${name}@${degrees}`, headings: [], text: `words of ${name}`, start: 0, end: 10, vector: floatBytes(at(degrees)), sentences: [] }], // prettier-ignore
})
const question = (messageId: string, place: Place = 'direct'): EntityEvent => ({
  message: {
    ...{ messageId, text: 'completely different', tenant: 'acme', conversationId: 'c', channel: 'web', place, sentAt: 1, receivedAt: 1 },
    author: { id: 'ann', name: 'Ann', groups: ['sre'] },
  },
  ...{ failure: null, turns: [], vector: floatBytes(at(0)), encoder: 'e', entities: [], question: '' },
  intent: { label: 'ask_knowledge', score: 1, route: 'answer', alternatives: [], others: [], inScope: 1 },
})

describe('retrieval with a vector store outside', () => {
  let fake: FakePinecone
  let stream: Awaited<ReturnType<typeof runInMemory<typeof retrieval.settings, object>>>
  let asked = 0
  const put = (one: DocumentChunks) => stream.send(topics.chunks, documentKey(one.tenant, one.document), one)
  const ask = async (place?: Place): Promise<string[]> => {
    await stream.send(topics.entities, key, question(`m${++asked}`, place))
    return (await stream.take(topics.contexts, asked)).at(-1)!.value!.passages.map((passage) => passage.document)
  }
  const queries = () => fake.requests.filter(({ path }) => path === '/query').length

  beforeEach(async () => {
    asked = 0
    fake = await startFakePinecone({ apiKey })
    const documents = [document('near', 5), document('far', 60), document('of-sre', 1, ['sre']), document('boss', 0, ['boss']), document('foreign', 0, [], 'globex')] // prettier-ignore
    stream = await runInMemory(
      retrieval,
      {},
      { HOPLINE_VECTOR_STORE: 'pinecone', PINECONE_API_KEY: apiKey, PINECONE_HOST: fake.url },
      documents.map((value) => ({ topic: topics.chunks, key: documentKey(value.tenant, value.document), value })),
    )
    await expect.poll(() => stream.running.degraded(), patience).toBeNull()
  })
  afterEach(async () => {
    await stream.stop()
    await fake.close()
    expect(fake.violations).toEqual([])
  })

  it('asks the store, and shows each place what its readers may see', async () => {
    expect((await ask()).sort()).toEqual(['far', 'near', 'of-sre'])
    expect((await ask('public')).sort()).toEqual(['far', 'near'])
    expect(queries()).toBe(2)
    expect(stream.running.notReady()).toBeNull()
  })

  it('shows nothing of what was removed or closed, though the store is behind', async () => {
    fake.hide()
    await put(document('far', 60, ['boss']))
    await stream.sendBytes(topics.chunks, documentKey('acme', 'of-sre'), null)
    await expect.poll(() => ask(), patience).toEqual(['near'])
    const there = () => Object.values(fake.stored()).flat().map(({ metadata }) => metadata!['chunk']) // prettier-ignore
    await expect.poll(() => there().sort(), patience).toEqual(['boss@0', 'far@60', 'foreign@0', 'near@5'])
  })

  it('answers from the vectors of this process while the store does not, says so, and asks it again later', async () => {
    fake.fail({ status: 503 }, { status: 500, body: { code: 13, message: `internal, ${apiKey}` } })
    const before = await ask()
    expect(before.sort()).toEqual(['far', 'near', 'of-sre'])
    expect(stream.running.degraded()).toContain('answered /query with 503')
    expect(await ask()).toHaveLength(3)
    expect(await ask()).toHaveLength(3)
    expect(queries()).toBe(2)
    expect(stream.running.notReady()).toBeNull()
    const said = stream.running.degraded()
    expect(said).toContain('answered /query with 500')
    expect(said).not.toContain(apiKey)
  })
})
