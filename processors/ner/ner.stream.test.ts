import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Head, IntentEvent } from '../../schemas/index.ts'
import { runInMemory } from '../../streams/testing.ts'
import { topics } from '../../streams/topics.ts'
import { ner } from './ner.ts'

const event = (text: string): IntentEvent => ({
  message: {
    messageId: 'm',
    tenant: 't',
    conversationId: 'c',
    channel: 'web',
    place: 'direct',
    author: { id: 'a', name: 'A', groups: [] },
    text,
    sentAt: Date.parse('2026-11-23T09:30:00Z'),
    receivedAt: 0,
  },
  failure: null,
  turns: [],
  question: '',
  vector: Buffer.alloc(4, 1),
  encoder: 'e',
  intent: null,
  spotted: [],
})

const head: Head = {
  ...{ document: 'names.md', revision: 'r', title: 'Names', source: 'names.md', tenant: 't', access: [], language: 'en', names: [] },
  ...{ hidden: 0, chunks: 0, embedded: 0, reused: 0, characters: 0, at: 0 },
}

let stop: (() => Promise<void>) | undefined
afterEach(async () => stop?.())

describe('ner', () => {
  it('adds the entities, times relative to the message, and keeps the rest of the record', async () => {
    const stream = await runInMemory(ner, {})
    stop = stream.stop
    await stream.send(topics.intents, 't/c', event('OPS-142 since 09:00'))
    const [got] = await stream.take(topics.entities, 1)
    expect(got?.value).toMatchObject({ encoder: 'e', vector: Buffer.alloc(4, 1) })
    expect(got?.value?.entities).toEqual([
      { type: 'ticket', text: 'OPS-142', start: 0, end: 7, value: 'OPS-142' },
      { type: 'datetime', text: 'since 09:00', start: 8, end: 19, value: '2026-11-23T09:00:00Z/2026-11-23T09:30:00Z' },
    ])
  })

  it('knows the names of the gazetteer file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'hopline-ner-')), 'names.yaml')
    await writeFile(file, 'services: [Frodo]\n')
    const stream = await runInMemory(ner, {}, { HOPLINE_GAZETTEER: file })
    stop = stream.stop
    await stream.send(topics.intents, 't/c', event('frodo hums'))
    const [got] = await stream.take(topics.entities, 1)
    expect(got?.value?.entities).toEqual([{ type: 'service', text: 'frodo', start: 0, end: 5, value: 'frodo' }])
  })

  it('takes what the token classifier spotted, and what it left out', async () => {
    const stream = await runInMemory(ner, {})
    stop = stream.stop
    const text = 'is galadriel ok'
    await stream.send(topics.intents, 't/c', { ...event(text), spotted: [{ type: 'service', start: 3, end: 12, score: 0.97 }] })
    await stream.send(topics.intents, 't/c', event('restart it in anywhere'))
    const [first, second] = await stream.take(topics.entities, 2)
    expect(first?.value?.entities).toEqual([{ type: 'service', text: 'galadriel', start: 3, end: 12, value: 'galadriel' }])
    expect(second?.value?.entities).toEqual([])
  })

  it('knows the names that documents list, for messages of their tenant alone, until they are gone', async () => {
    const stream = await runInMemory(ner, {})
    stop = stream.stop
    const names = [{ type: 'service', name: 'Frodo' }]
    await stream.send(topics.heads, 't/names.md', { ...head, tenant: 't', names })
    let taken = 0
    const of = async (tenant: string) => {
      const asked = event('frodo hums')
      await stream.send(topics.intents, `${tenant}/c`, { ...asked, message: { ...asked.message, tenant } })
      return (await stream.take(topics.entities, ++taken)).at(-1)?.value?.entities.map(({ value }) => value)
    }
    await vi.waitFor(async () => expect(await of('t')).toEqual(['frodo']))
    expect(await of('other')).toEqual([])
    await stream.sendBytes(topics.heads, 't/names.md', null)
    await vi.waitFor(async () => expect(await of('t')).toEqual([]))
  })

  it('names the gazetteer file that it can not use', async () => {
    await expect(runInMemory(ner, {}, { HOPLINE_GAZETTEER: '/nowhere/names.yaml' })).rejects.toThrow(/\/nowhere\/names\.yaml/)
  })
})
