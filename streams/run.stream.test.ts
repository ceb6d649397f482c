import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Message } from '../schemas/index.ts'
import { listDeadLetters, redrive, showDeadLetter } from './dead-letter.ts'
import { openEmbedded } from './embedded/embedded.ts'
import { HoplineError } from './errors.ts'
import { passOn } from './failure.ts'
import type { Log } from './log.ts'
import { openMetrics } from './metrics.ts'
import { defineProcessor, emit, on, type Context, type Emit } from './processor.ts'
import { bundledCodec } from './registry/bundled.ts'
import { runProcessor, type Running } from './run.ts'
import { specOf, topics } from './topics.ts'

const codec = bundledCodec()
const message = (text: string): Message => ({
  messageId: text,
  tenant: 't',
  conversationId: 'c',
  channel: 'web',
  place: 'direct',
  author: { id: 'a', name: 'A', groups: [] },
  text,
  sentAt: 1,
  receivedAt: 1,
})
const event = (input: Message) => ({
  message: input,
  failure: null,
  turns: [],
  question: '',
  vector: Buffer.alloc(0),
  encoder: '',
  intent: null,
  spotted: [],
})

type Handle = (text: string, context: Context) => Promise<void>

/** A first hop that does `handle` for each message and publishes it. */
const hop = (handle: Handle, patience: 'deadline' | 'forever' = 'deadline') =>
  defineProcessor({
    name: 'hop',
    summary: '',
    from: [topics.messages],
    to: [topics.intents, topics.conversations],
    tables: [topics.conversations],
    patience,
    settings: z.object({}),
    onFailure: passOn(topics.intents),
    open: async (_settings, _ports: object) => ({
      inputs: [
        on(topics.messages, async (input, context): Promise<readonly Emit[]> => {
          await handle(input.text, context)
          const turns = context.table(topics.conversations)?.turns ?? []
          return [
            emit(topics.intents, event(input)),
            emit(topics.conversations, {
              turns: [...turns, { role: 'person', messageId: input.messageId, text: input.text, at: 1, citations: [] }],
              seen: [],
            }),
          ]
        }),
      ],
    }),
  })

const gate = () => Promise.withResolvers<void>()
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const openLog = async (file = ':memory:') => {
  const log = await openEmbedded({ file, durability: 'os' })
  closers.push(() => log.close())
  await log.ensureTopics(Object.values(topics).map((topic) => specOf(topic, 1)))
  return log
}
const start = async (log: Log, handle: Handle, patience?: 'deadline' | 'forever'): Promise<Running> => {
  const running = await runProcessor(hop(handle, patience), {}, {}, { log, codec, metrics: openMetrics() })
  closers.push(() => running.drain(0))
  return running
}
const send = (log: Log, key: string, ...texts: string[]) =>
  log.append(
    texts.map((text) => ({
      topic: topics.messages.name,
      key: Buffer.from(`t/${key}`),
      value: codec.encode(topics.messages, message(text)),
    })),
  )
const sendBytes = (log: Log, key: string, value: Buffer | null) =>
  log.append([{ topic: topics.messages.name, key: Buffer.from(`t/${key}`), value }])

/** The first `count` records of `chat.intents`: text, or the code of the failure. */
const published = async (log: Log, count: number): Promise<string[]> => {
  const got: string[] = []
  for (let offset = 0; got.length < count;) {
    const batch = await log.read({ topic: topics.intents.name, partition: 0 }, offset, { max: 500, waitMs: 500 })
    for (const { value } of batch.records) {
      const { message: at, failure } = await codec.decode(topics.intents, value!)
      got.push(failure ? failure.code : at.text)
    }
    offset = batch.nextOffset
  }
  return got
}

describe('the loop', () => {
  it('keeps the order of a conversation and lets others pass a slow one', async () => {
    const log = await openLog()
    const slow = gate()
    await start(log, (text) => (text === 'slow' ? slow.promise : Promise.resolve()))
    await send(log, 'a', 'slow', 'a2')
    await send(log, 'b', 'b1', 'b2')
    expect(await published(log, 2)).toEqual(['b1', 'b2'])
    slow.resolve()
    expect(await published(log, 4)).toEqual(['b1', 'b2', 'slow', 'a2'])
  })

  it('neither repeats nor loses what finished beyond a slow message when its owner goes', async () => {
    const log = await openLog()
    const first = await start(log, (text) => (text === 'slow' ? new Promise(() => undefined) : Promise.resolve()))
    await send(log, 'a', 'slow', 'a2')
    await send(log, 'b', 'b1')
    await published(log, 1)
    await first.drain(0)
    const seen: string[] = []
    await start(log, async (text) => void seen.push(text))
    await send(log, 'b', 'b2')
    expect((await published(log, 4)).sort()).toEqual(['a2', 'b1', 'b2', 'slow'])
    expect(seen.sort()).toEqual(['a2', 'b2', 'slow'])
  })

  it('restores tables from the log', async () => {
    const log = await openLog()
    const first = await start(log, async () => undefined)
    await send(log, 'a', 'one')
    await published(log, 1)
    await first.drain(1_000)
    const turns: number[] = []
    await start(log, async (_text, context) => void turns.push(context.table(topics.conversations)?.turns.length ?? 0))
    await send(log, 'a', 'two', 'three')
    await published(log, 3)
    expect(turns).toEqual([1, 2])
  })

  it('parks poison whole in the dead letters, and the person hears of it, in order', async () => {
    const log = await openLog()
    const good = codec.encode(topics.messages, message('good'))
    const unknown = Buffer.from(good)
    unknown.writeUInt32BE(987_654, 1)
    await start(log, async (text) => {
      if (text === 'throws') throw new TypeError('no such thing')
    })
    await sendBytes(log, 'a', Buffer.from('garbage'))
    await sendBytes(log, 'a', unknown)
    await sendBytes(log, 'a', good.subarray(0, good.length - 3))
    await sendBytes(log, 'a', null)
    await send(log, 'a', 'throws', 'fine')
    expect(await published(log, 6)).toEqual([
      'record-undecodable',
      'schema-unknown',
      'record-undecodable',
      'record-undecodable',
      'handler-failed',
      'fine',
    ])
    const letters = await listDeadLetters(log, codec)
    expect(letters.map(({ code }) => code).sort()).toEqual([
      'handler-failed',
      'record-undecodable',
      'record-undecodable',
      'record-undecodable',
      'schema-unknown',
    ])
    const failed = letters.find(({ code }) => code === 'handler-failed')!
    expect(failed).toMatchObject({
      hop: 'hop',
      message: 'no such thing',
      from: { topic: 'chat.messages', partition: 0 },
      attempts: 1,
      redrivenAt: null,
    })
    expect(await showDeadLetter(log, codec, failed.id)).toMatchObject({ value: { text: 'throws' } })
  })

  it('redrives a dead letter once, for the group that failed', async () => {
    const log = await openLog()
    let broken = true
    await start(log, async () => {
      if (broken) throw new Error('broken')
    })
    await send(log, 'a', 'again')
    expect(await published(log, 1)).toEqual(['handler-failed'])
    broken = false
    const [letter] = await listDeadLetters(log, codec)
    expect(await redrive(log, codec, [letter!.id, '0:999', 'x'], { actor: 'me', now: 5 })).toEqual([letter!.id])
    expect(await published(log, 2)).toEqual(['handler-failed', 'again'])
    expect((await listDeadLetters(log, codec)).map(({ redrivenAt }) => redrivenAt)).toEqual([5])
  })

  it('tries again while a service does not answer, and a later message of the conversation waits', async () => {
    const log = await openLog()
    let tries = 0
    await start(log, async (text) => {
      if (text === 'one' && ++tries < 3) throw new HoplineError('service-unavailable', 'no answer')
    })
    await send(log, 'a', 'one', 'two')
    expect(await published(log, 2)).toEqual(['one', 'two'])
    expect(tries).toBe(3)
  })

  it('gives a record up that its process ended on twice, and goes on', async () => {
    const log = await openLog()
    // A process that ends takes its leases with it and commits nothing more: the promise never settles, and nothing is drained.
    const die = () => new Promise<void>(() => undefined)
    const worked = gate()
    const first = await start(log, (text) => (text === 'killer' ? (worked.resolve(), die()) : Promise.resolve()))
    await send(log, 'a', 'fine', 'killer')
    await worked.promise
    await published(log, 1)
    await first.drain(0)
    // The marks as two other processes left them: at work, and then at work on this record alone.
    const at = (await log.committed('hop', topics.messages.name))[0]!
    await log.resetPositions('hop', topics.messages.name, new Map([[0, { offset: at.offset, meta: `1;another;${at.offset};` }]]))
    await start(log, die)
    expect(await published(log, 2)).toEqual(['fine', 'process-killer'])
  })

  it('passes a failure of an earlier hop on without asking its handler', async () => {
    const log = await openLog()
    const later = defineProcessor({
      name: 'later',
      summary: '',
      from: [topics.intents],
      to: [topics.entities],
      patience: 'deadline',
      settings: z.object({}),
      onFailure: passOn(topics.entities),
      open: async (_settings, _ports: object) => ({
        inputs: [on(topics.intents, () => Promise.reject(new Error('asked')))],
      }),
    })
    const running = await runProcessor(later, {}, {}, { log, codec, metrics: openMetrics() })
    closers.push(() => running.drain(0))
    await log.append([
      {
        topic: topics.intents.name,
        key: Buffer.from('t/c'),
        value: codec.encode(topics.intents, {
          ...event(message('m')),
          failure: { hop: 'intent', code: 'handler-failed', message: 'why', at: 1 },
        }),
      },
    ])
    const { records } = await log.read({ topic: topics.entities.name, partition: 0 }, 0, { max: 1, waitMs: 5_000 })
    expect((await codec.decode(topics.entities, records[0]!.value!)).failure?.hop).toBe('intent')
  })
})
