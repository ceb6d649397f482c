/** What a task does when it begins, when its lease ends, and while something does not answer. */
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Message } from '../schemas/index.ts'
import type { Codec } from './codec.ts'
import { listDeadLetters } from './dead-letter.ts'
import { openEmbedded } from './embedded/embedded.ts'
import { HoplineError } from './errors.ts'
import { messageOf } from './failure.ts'
import { headerNames } from './ingress.ts'
import type { Log } from './log.ts'
import { openMetrics } from './metrics.ts'
import { defineProcessor, emit, on, type Context } from './processor.ts'
import { readMeta } from './progress.ts'
import { bundledCodec } from './registry/bundled.ts'
import { runProcessor, type Running } from './run.ts'
import { specOf, topics, type RecordOf, type Topic } from './topics.ts'

const codec = bundledCodec()
const message = (text: string): Message => ({
  ...{ messageId: text, tenant: 't', conversationId: 'c', channel: 'web', place: 'direct', text, sentAt: 1, receivedAt: 1 },
  author: { id: 'a', name: 'A', groups: [] },
})

type Handle = (text: string, context: Context) => Promise<void>

/** Remembers each message under its key, and reads `chat.events` beside the messages. */
const hop = (handle: Handle) =>
  defineProcessor({
    name: 'hop',
    summary: '',
    from: [topics.messages, topics.events],
    to: [topics.conversations, topics.intents],
    tables: [topics.conversations],
    patience: 'deadline',
    settings: z.object({}),
    onFailure: ({ failure, input, skeleton }) => [
      emit(topics.intents, {
        ...{ message: (input as Message | null) ?? messageOf(skeleton), failure, turns: [], question: '' },
        ...{ vector: Buffer.alloc(0), encoder: '', intent: null, spotted: [] },
      }),
    ],
    open: async (_settings, _ports: object) => ({
      inputs: [
        on(topics.messages, async ({ text }, context) => {
          await handle(text, context)
          const turns = context.table(topics.conversations)?.turns ?? []
          return [
            emit(topics.conversations, { turns: [...turns, { role: 'person', messageId: text, text, at: 1, citations: [] }], seen: [] }),
          ]
        }),
        on(topics.events, async ({ text }, context) => {
          await handle(text ?? '', context)
          return []
        }),
      ],
    }),
  })

const gate = () => Promise.withResolvers<void>()
const never = () => new Promise<void>(() => undefined)
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const openLog = async (partitions = 1): Promise<Log> => {
  const log = await openEmbedded({ file: ':memory:', durability: 'os' })
  closers.push(() => log.close())
  await log.ensureTopics(Object.values(topics).map((topic) => specOf(topic, partitions)))
  return log
}
const start = async (log: Log, handle: Handle, options: { codec?: Codec; now?: () => number } = {}): Promise<Running> => {
  const running = await runProcessor(hop(handle), {}, {}, { log, codec, metrics: openMetrics(), ...options })
  closers.push(() => running.drain(0))
  return running
}
const send = (log: Log, key: string | null, texts: readonly string[], deadline?: number, partition = 0) =>
  log.append(
    texts.map((text) => ({
      topic: topics.messages.name,
      partition,
      key: key === null ? null : Buffer.from(`t/${key}`),
      value: codec.encode(topics.messages, message(text)),
      headers: deadline === undefined ? [] : [[headerNames.deadline, Buffer.from(String(deadline))]],
    })),
  )
const note = (log: Log, text: string) => {
  const value = codec.encode(topics.events, { messageId: text, tenant: 't', conversationId: 'n', kind: 'edited', text, at: 1 })
  return log.append([{ topic: topics.events.name, partition: 0, key: Buffer.from('t/n'), value }])
}

/** The first `count` records of partition 0 of a topic; waits for them. */
const take = async <T extends Topic>(log: Log, topic: T, count: number): Promise<RecordOf<T>[]> => {
  const got: RecordOf<T>[] = []
  for (let offset = 0; got.length < count;) {
    const batch = await log.read({ topic: topic.name, partition: 0 }, offset, { max: 100, waitMs: 1_000 })
    for (const { value } of batch.records) got.push(await codec.decode(topic, value!))
    offset = batch.nextOffset
  }
  return got
}
/** Some turns of the event loop, in which a task would begin with what it was just sent. */
const turns = async () => {
  for (let i = 0; i < 10; i++) await turn()
}

describe('a task', () => {
  it('gives a message its time from when the work on it begins, not from when it was read', async () => {
    const log = await openLog()
    let at = 1_000_000
    const [one, two, began] = [gate(), gate(), gate()]
    const working = new Set<string>()
    await start(
      log,
      (text) => {
        if (working.add(text).size === 2) began.resolve()
        return text === 'one' ? one.promise : text === 'two' ? two.promise : never()
      },
      { now: () => at },
    )
    await send(log, 'a', ['one', 'two'], 1)
    await send(log, 'b', ['hung'], 1)
    await began.promise
    at += 9_000
    one.resolve()
    await take(log, topics.conversations, 1)
    await turns()
    at += 9_000
    // The pass that gives up the one that began first has looked at the other too.
    expect(await take(log, topics.intents, 1)).toMatchObject([{ message: { text: 'hung' }, failure: { code: 'handler-timeout' } }])
    two.resolve()
    expect((await take(log, topics.conversations, 2))[1]!.turns.map(({ text }) => text)).toEqual(['one', 'two'])
    expect(await listDeadLetters(log, codec)).toHaveLength(1)
  })

  it('waits for the registry for as long as it takes, past the deadline of a message', async () => {
    const log = await openLog()
    let at = Date.now()
    let isOut = true
    const decode: Codec['decode'] = (topic, bytes) => {
      if (isOut && topic.name === topics.messages.name) throw new HoplineError('registry-unavailable', 'no answer')
      return codec.decode(topic, bytes)
    }
    const hung = gate()
    await start(log, (text) => (text === 'hung' ? (hung.resolve(), never()) : Promise.resolve()), {
      codec: { ...codec, decode },
      now: () => at,
    })
    await send(log, 'a', ['one'])
    await note(log, 'hung')
    await hung.promise
    at += 60_000
    await take(log, topics.intents, 1)
    isOut = false
    expect((await take(log, topics.conversations, 1))[0]!.turns).toMatchObject([{ text: 'one' }])
    expect((await listDeadLetters(log, codec)).map(({ from }) => from.topic)).toEqual([topics.events.name])
  })

  it('tries the first record of each topic alone, before anything that was read with it', async () => {
    const log = await openLog()
    await send(log, 'a', ['m1'])
    await send(log, 'b', ['m2'])
    await note(log, 'e1')
    const left = new Map([[0, { offset: 0, meta: '1;another;;' }]])
    for (const topic of [topics.messages, topics.events]) await log.resetPositions('hop', topic.name, left)
    const seen: string[] = []
    await start(log, async (text) => void seen.push(text))
    await take(log, topics.conversations, 2)
    expect(seen).toEqual(['m1', 'e1', 'm2'])
  })

  it('suspects no record that a living member handed over, however often', async () => {
    const log = await openLog()
    await send(log, 'a', ['slow'])
    await log.resetPositions('hop', topics.messages.name, new Map([[0, { offset: 0, meta: '1;another;0;' }]]))
    const handingOver: Log = {
      ...log,
      join: (options) => log.join({ ...options, onLease: (lease) => options.onLease({ ...lease, handedOver: true }) }),
    }
    await start(handingOver, async () => undefined)
    expect((await take(log, topics.conversations, 1))[0]!.turns).toMatchObject([{ text: 'slow' }])
    expect(await listDeadLetters(log, codec)).toEqual([])
  })

  it('leaves no suspicion on a record that was not finished when its process was stopped in good order', async () => {
    const log = await openLog()
    const began = gate()
    const first = await start(log, () => (began.resolve(), never()))
    await send(log, 'a', ['slow'])
    await began.promise
    await first.drain(0)
    const [position] = await log.committed('hop', topics.messages.name)
    expect(position!.offset).toBe(0)
    expect(readMeta(position!).mark).toBeNull()
  })

  it('tells a handler that its lease is over, also one that asks only then', async () => {
    const log = await openLog()
    const [began, go] = [gate(), gate()]
    const told = Promise.withResolvers<boolean>()
    const running = await start(log, async (_text, context) => {
      began.resolve()
      await go.promise
      told.resolve(context.signal.aborted)
    })
    await send(log, 'a', ['one'])
    await began.promise
    await running.drain(0)
    go.resolve()
    expect(await told.promise).toBe(true)
  })

  it('begins nothing more once it can not go on', async () => {
    const log = await openLog()
    const seen: string[] = []
    const running = await start(log, async (text) => {
      seen.push(text)
      if (text === 'bad') throw new HoplineError('settings-invalid', 'a setting is wrong')
    })
    await send(log, 'a', ['bad'])
    await expect(running.failed).rejects.toThrow('a setting is wrong')
    await send(log, 'b', ['after'])
    await turns()
    expect(seen).toEqual(['bad'])
  })

  it('does not begin what comes to it while its processor drains', async () => {
    const log = await openLog(2)
    const [began, slow] = [gate(), gate()]
    const seen: string[] = []
    const leaving = await start(log, (text) => (seen.push(text), began.resolve(), slow.promise))
    const other = await start(log, async () => undefined)
    await send(log, 'a', ['slow'])
    await began.promise
    const drained = leaving.drain(60_000)
    await other.drain(1_000)
    await send(log, 'b', ['late'], undefined, 1)
    await turns()
    slow.resolve()
    await drained
    expect(seen).toEqual(['slow'])
  })

  it('parks a record without a key where its outputs need one, and goes on', async () => {
    const log = await openLog()
    await start(log, async () => undefined)
    await send(log, null, ['no key'])
    await send(log, 'a', ['fine'])
    expect((await take(log, topics.conversations, 1))[0]!.turns).toMatchObject([{ text: 'fine' }])
    expect((await listDeadLetters(log, codec)).map(({ code }) => code)).toEqual(['handler-failed'])
  })

  it('begins once the log and the registry answer', async () => {
    const log = await openLog()
    const remembered = { turns: [{ role: 'person', messageId: 'm', text: 'earlier', at: 1, citations: [] }], seen: [] } as const
    const value = codec.encode(topics.conversations, { turns: [...remembered.turns], seen: [] })
    await log.append([{ topic: topics.conversations.name, key: Buffer.from('t/a'), value }])
    let asked = 0
    const bounds: Log['bounds'] = (at) =>
      asked++ === 0 ? Promise.reject(new HoplineError('service-unavailable', 'no answer')) : log.bounds(at)
    // As with a registry: an id is asked for once, and known from then on.
    let met = 0
    const decode: Codec['decode'] = (topic, bytes) => {
      if (topic.name !== topics.conversations.name || met++ > 1) return codec.decode(topic, bytes)
      return met === 1 ? Promise.reject(new HoplineError('registry-unavailable', 'no answer')) : Promise.resolve(codec.decode(topic, bytes))
    }
    await start({ ...log, bounds }, async () => undefined, { codec: { ...codec, decode } })
    await send(log, 'a', ['now'])
    expect((await take(log, topics.conversations, 2))[1]!.turns.map(({ text }) => text)).toEqual(['earlier', 'now'])
  })
})
