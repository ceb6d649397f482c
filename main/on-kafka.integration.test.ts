import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeOn } from '../infra/local/for-tests.ts'
import { freePort } from '../infra/local/free-port.ts'
import { readSettings } from '../streams/config.ts'
import { headerNames, ingressRecord, messageId } from '../streams/ingress.ts'
import { openKafka } from '../streams/kafka/kafka.ts'
import { kafkaSettings } from '../streams/kafka/settings.ts'
import type { Log } from '../streams/log.ts'
import { bundledCodec } from '../streams/registry/bundled.ts'
import { topics } from '../streams/topics.ts'
import { openCli, type Cli, type Running } from './cli.fixture.ts'
import type { Answered } from './messages.ts'
import { processorNames } from './needed-settings.ts'

const question = 'what is the guest network of the office called?'

await describeOn(['kafka', 'registry'], 'the command line on Kafka', ({ kafka, registry }) => {
  const prefix = `cli-${randomUUID().slice(0, 8)}.`
  const processes = new Map<string, { running: Running; health: string }>()
  let cli: Cli
  let log: Log

  /** Starts the process of one name, with probes on a port of its own. */
  const start = async (name: string) => {
    const port = String(await freePort())
    const running = cli.start(['run', name], { HOPLINE_HEALTH_PORT: port })
    await running.told(/^Ready/m)
    processes.set(name, { running, health: `http://127.0.0.1:${port}` })
  }

  beforeAll(async () => {
    cli = await openCli({
      KAFKA_BROKERS: kafka,
      SCHEMA_REGISTRY_URL: registry,
      HOPLINE_TOPIC_PREFIX: prefix,
      HOPLINE_GROUP_PREFIX: prefix,
      HOPLINE_PARTITIONS: '3',
      HOPLINE_SESSION_TIMEOUT_MS: '6000',
    })
    log = await openKafka(readSettings([kafkaSettings], cli.env)[0])
  })
  afterAll(() => log.close())

  it('makes the topics, without a server', async () => {
    const made = await cli.json<{ name: string; partitions: number }[]>(['topics', '--ensure'])
    expect(made.map(({ name, partitions }) => `${name} ${partitions}`)).toEqual(Object.values(topics).map(({ name }) => `${name} 3`))
  })

  it('answers with all parts in one process, which stops in order', async () => {
    const all = cli.start(['run', 'all'])
    await all.told(/^Ready/m)
    expect(all.stderr()).toContain(`Hopline on Kafka at ${kafka}: all.`)
    const { reply } = await cli.json<Answered>(['ask', question])
    expect(reply).toMatchObject({ kind: 'answer', text: expect.stringContaining('called Heron') })
    expect(reply!.citations[0]!.document).toBe('wifi.md')
    expect(await all.end('SIGTERM')).toBe(0)
  })

  it('answers with a process for each part, each with probes', async () => {
    await Promise.all(['gateway', ...processorNames].map(start))
    for (const { health } of processes.values()) {
      expect((await fetch(`${health}/readyz`)).status).toBe(200)
      expect(await (await fetch(`${health}/metrics`)).text()).toMatch(/^# HELP/m)
    }
    const answered = await cli.run(['ask', question])
    expect(answered).toMatchObject({ code: 0, stdout: expect.stringContaining('called Heron') })
  })

  it('gives each of 30 questions one reply, though a processor is killed among them', async () => {
    const ask = async (_: unknown, i: number) => {
      const response = await fetch(`${cli.url}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: question, conversationId: `killed-${i % 10}` }),
      })
      return ((await response.json()) as { messageId: string }).messageId
    }
    const asked = await Promise.all(Array.from({ length: 15 }, ask))
    await processes.get('retrieval')!.running.end('SIGKILL')
    asked.push(...(await Promise.all(Array.from({ length: 15 }, ask))))
    await start('retrieval')

    const replies = new Map(asked.map((id) => [id, 0]))
    const stop = new AbortController()
    const reading = log.follow({
      topics: [topics.replies.name],
      from: 'start',
      signal: stop.signal,
      onBatch({ records }) {
        for (const { headers } of records) {
          const id = headers.find(([name]) => name === headerNames.messageId)![1].toString()
          if (replies.has(id)) replies.set(id, replies.get(id)! + 1)
        }
      },
    })
    await expect.poll(() => [...replies.values()].filter((count) => count > 0).length, { timeout: 90_000 }).toBe(30)
    // A message behind them all: what would have come twice has come by then.
    await cli.json(['ask', 'hello'])
    stop.abort()
    await reading.catch(() => undefined)
    expect([...replies.values()]).toEqual(asked.map(() => 1))
    const statuses = await Promise.all(
      asked.map(async (id) => ((await (await fetch(`${cli.url}/v1/messages/${id}`)).json()) as Answered).reply?.kind),
    )
    expect(new Set(statuses)).toEqual(new Set(['answer']))
  })

  it('parks what can not be read, and tries it again', async () => {
    const now = Date.now()
    const id = messageId('test', 'poisoned', now)
    const record = ingressRecord(bundledCodec(), {
      ...{ messageId: id, tenant: 'default', conversationId: 'poisoned', channel: 'cli', place: 'direct', text: 'hello' },
      ...{ author: { id: 'local', name: 'local', groups: [] }, sentAt: now, receivedAt: now },
    })
    await log.append([{ ...record, value: Buffer.from('garbage') }])
    const letters = () => cli.json<{ id: string; code: string; messageId: string }[]>(['dead-letters', 'list'])
    await expect.poll(letters, { timeout: 30_000 }).toMatchObject([{ code: 'record-undecodable', messageId: id }])
    const [letter] = await letters()
    expect(await cli.json(['dead-letters', 'show', letter!.id])).toMatchObject({ bytes: Buffer.from('garbage').toString('hex') })
    expect(await cli.json(['dead-letters', 'redrive', letter!.id])).toEqual({ redriven: [letter!.id] })
    await expect.poll(async () => (await letters()).map((one) => one.id !== letter!.id), { timeout: 30_000 }).toEqual([true])
    expect(await cli.json(['explain', id])).toMatchObject({ status: 'failed' })
  })

  it('stops every process in order', async () => {
    const codes = await Promise.all([...processes.values()].map(({ running }) => running.end('SIGTERM')))
    expect(codes).toEqual(codes.map(() => 0))
  })
})
