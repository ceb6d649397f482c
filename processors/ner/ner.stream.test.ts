import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { IntentEvent } from '../../schemas/index.ts'
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

  it('names the gazetteer file that it can not use', async () => {
    await expect(runInMemory(ner, {}, { HOPLINE_GAZETTEER: '/nowhere/names.yaml' })).rejects.toThrow(/\/nowhere\/names\.yaml/)
  })
})
