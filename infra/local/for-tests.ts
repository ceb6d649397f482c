/**
 * Real servers in tests (`*.integration.test.ts`, `*.e2e.test.ts`): say what a suite needs, and get it.
 *
 *     import { describeOn } from '../../infra/local/for-tests.ts'
 *
 *     await describeOn(['kafka', 'registry'], 'the Kafka log', ({ kafka, registry }) => {
 *       it('commits …', async () => { … new Kafka({ brokers: kafka.split(',') }) … })
 *     })
 *
 * A server that nobody has started yet is started then, and shared by all files of the run: name topics and groups
 * uniquely. A suite that breaks its server (restart, kill, SASL, ACLs) asks for `startKafka` and gets its own:
 *
 *     await describeOn(['startKafka'], 'a broker that restarts', ({ startKafka }) => {
 *       it('…', async () => { const broker = await startKafka({ listeners: { SECURE: 'SASL_SSL' } }); await broker.restart() })
 *     })
 *
 * Where something is missing, the suite is reported as not run, with the reason; with `CI=true` it fails instead.
 */
import { rmSync } from 'node:fs'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, describe, inject, it } from 'vitest'
import type { Answer } from './global-setup.ts'
import { startKafka, type Kafka, type KafkaOptions } from './kafka.ts'
import { startRegistry, type RegistryOptions } from './registry.ts'
import type { Server } from './run-server.ts'
import { tempDir } from './temp-dir.ts'

export type Servers = {
  /** Addresses of a shared Kafka: `host:port`, comma-separated. */
  kafka: string
  /** URL of a shared registry's Confluent-compatible API. */
  registry: string
  /** URL of a shared Elasticsearch. */
  elasticsearch: string
  /** URL, with `/v1`, of a shared server with OpenAI's chat completions on a small language model; the model is named `smollm2`. */
  llama: string
  /** Starts a Kafka of the suite's own, in a folder of its own unless one is named; killed at the end of the suite. */
  startKafka(options?: Partial<KafkaOptions>): Promise<Kafka>
  /** The same for a registry. */
  startRegistry(options?: Partial<RegistryOptions>): Promise<Server>
  /** Runs a Java program on Kafka's own clients: `java -cp <classpath> Reader.java`. */
  javaClient: { java: string; classpath: string }
  /** Path of a Chromium. */
  chromium: string
  /** Path of the program `schemathesis`. */
  schemathesis: string
}

/** `describe` on real servers; see the top of this file. Await it. */
export const describeOn = async <Need extends keyof Servers>(
  needs: readonly Need[],
  title: string,
  body: (servers: Pick<Servers, Need>) => void,
): Promise<void> => {
  const found = new Map<Need, string>()
  const missing = new Set<string>()
  for (const need of needs) {
    const answer = await ask(need)
    if ('failed' in answer) throw new Error(`Starting ${need} for "${title}" failed: ${answer.failed}`)
    if ('missing' in answer) missing.add(answer.missing)
    else found.set(need, answer.value)
  }
  describe(title, () => {
    if (missing.size > 0) {
      return it('is not run', ({ skip }) => {
        const reason = [...missing].join(' ')
        if (process.env.CI) throw new Error(`In CI nothing is left out. ${reason}`)
        skip(reason)
      })
    }
    body(Object.fromEntries(needs.map((need) => [need, make(need, found.get(need)!)])) as Pick<Servers, Need>)
  })
}

const make = (need: keyof Servers, value: string): Servers[keyof Servers] => {
  if (need === 'startKafka') return owned((dir, options) => startKafka({ dir, ...options }))
  if (need === 'startRegistry') return owned((dir, options) => startRegistry({ dir, ...options }))
  if (need === 'javaClient') return JSON.parse(value) as Servers['javaClient']
  return value
}

const owned = <Options extends object, One extends Server>(start: (dir: string, options: Partial<Options>) => Promise<One>) => {
  const dirs: string[] = []
  const servers: One[] = []
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.kill()))
    dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true }))
  })
  return async (options: Partial<Options> = {}): Promise<One> => {
    const dir = tempDir()
    dirs.push(dir)
    const server = await start(dir, options)
    servers.push(server)
    return server
  }
}

// Not fetch: it gives up after five minutes, and a first run may fetch a server for longer.
const ask = (need: string) =>
  new Promise<Answer>((resolve, reject) => {
    get(`${inject('servers')}/${need}`, (response) => void text(response).then((body) => resolve(JSON.parse(body) as Answer), reject)).once(
      'error',
      reject,
    )
  })
