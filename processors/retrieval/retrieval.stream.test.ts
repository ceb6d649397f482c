import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { floatBytes, type DocumentChunks, type EntityEvent, type Place, type Route } from '../../schemas/index.ts'
import { runInMemory } from '../../streams/testing.ts'
import { conversationKey, topics } from '../../streams/topics.ts'
import { retrieval } from './retrieval.ts'

const vector = floatBytes(Float32Array.of(1, 0))
const document = (name: string, text: string, access: readonly string[] = []): DocumentChunks => ({
  ...{ document: name, revision: 'r', title: name, tenant: 't', access, encoder: 'e' },
  chunks: [{ id: name, headings: [], text, start: 0, end: text.length, vector, sentences: [] }],
})
const event = (messageId: string, text: string, place: Place = 'direct', route: Route = 'answer'): EntityEvent => ({
  message: {
    ...{ messageId, text, tenant: 't', conversationId: 'c', channel: 'web', place, sentAt: 1, receivedAt: 1 },
    author: { id: 'ann', name: 'Ann', groups: ['sre'] },
  },
  ...{ failure: null, turns: [], question: '', vector, encoder: 'e', entities: [] },
  intent: { label: 'ask_knowledge', score: 1, route, alternatives: [], others: [], inScope: 1 },
})
const key = conversationKey('t', 'c')
const stored = (documents: readonly DocumentChunks[]) => documents.map((value) => ({ topic: topics.chunks, key: value.document, value }))

describe('retrieval', () => {
  let stream: Awaited<ReturnType<typeof runInMemory<typeof retrieval.settings, object>>>
  afterEach(() => stream.stop())

  it('knows at the first message what was stored before it started', async () => {
    stream = await runInMemory(
      retrieval,
      {},
      {},
      stored([document('disk', 'the disk is full'), document('team', 'the disk of the team', ['sre'])]),
    )
    await stream.send(topics.entities, key, event('m1', 'disk full'))
    await stream.send(topics.entities, key, event('m2', 'disk full', 'public'))
    await stream.send(topics.entities, key, event('m3', 'thanks', 'direct', 'talk'))
    const found = (await stream.take(topics.contexts, 3)).map(({ value }) => [
      value!.searched,
      value!.passages.map((passage) => passage.document),
    ])
    expect(found).toEqual([
      [2, ['disk', 'team']],
      [1, ['disk']],
      [0, []],
    ])
  })

  it('follows updates and removals while it runs', async () => {
    stream = await runInMemory(retrieval, {}, {}, stored([document('disk', 'old words')]))
    await stream.send(topics.chunks, 'disk', document('disk', 'new words'))
    await stream.send(topics.chunks, 'lock', document('lock', 'a lock'))
    await stream.sendBytes(topics.chunks, 'lock', null)
    const texts = async (attempt: number): Promise<string[]> => {
      await stream.send(topics.entities, key, event(`m${attempt}`, 'words lock'))
      return (await stream.take(topics.contexts, attempt)).at(-1)!.value!.passages.map(({ text }) => text)
    }
    let attempt = 1
    await expect.poll(() => texts(attempt++)).toEqual(['new words'])
  })

  it('writes a snapshot when it stops, and believes none of another log', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hopline-retrieval-'))
    const ports = { snapshots: { folder, onProblem: () => undefined } }
    try {
      stream = await runInMemory(retrieval, ports, {}, stored([document('old', 'words of another log')]))
      await stream.send(topics.entities, key, event('m1', 'words'))
      await stream.take(topics.contexts, 1)
      await stream.stop()
      expect(await readdir(folder)).toEqual(['chunks.snapshot'])

      stream = await runInMemory(retrieval, ports, {}, stored([document('new', 'words of this log')]))
      await stream.send(topics.entities, key, event('m2', 'words'))
      const [found] = await stream.take(topics.contexts, 1)
      expect(found!.value!.passages.map((passage) => passage.document)).toEqual(['new'])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
