/**
 * vitest's globalSetup for tests on real servers. It runs in vitest's main process and starts nothing by itself: tests ask for
 * what they need over a loopback port (see for-tests.ts), the first to ask for a server has it started, all share it, and the
 * end of the run stops it. Each is looked for in this order: an address in the environment, Docker, Java and Maven.
 */
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { containedElasticsearch, containedKafka, containedRegistry, dockerHost } from './containers.ts'
import { startElasticsearch } from './elasticsearch.ts'
import { fetchServer } from './fetch-server.ts'
import { findJava } from './find-java.ts'
import { kafkaTools, startKafka } from './kafka.ts'
import { startLlama } from './llama.ts'
import { Missing } from './missing.ts'
import { startRegistry } from './registry.ts'
import { findSchemathesis } from './schemathesis.ts'
import { tempDir } from './temp-dir.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the workers ask for servers. */
    servers: string
  }
}

/** What a worker is told: the value that it asked for, what the machine lacks for it, or how starting it failed. */
export type Answer = { value: string } | { missing: string } | { failed: string }

const program = (paths: (string | undefined)[], otherwise: string) => {
  const found = paths.find((path) => path && existsSync(path))
  if (found) return found
  throw new Missing(otherwise)
}

type Started = { address: string; stop(): Promise<unknown> }

export default async (project: TestProject) => {
  const dir = tempDir()
  // Not in the teardown: vitest skips that when it is interrupted.
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  const started: Started[] = []
  const progress = (text: string) => void (process.stderr.isTTY && process.stderr.write(`\r\x1b[2K${text}`))

  const server = (setting: string, contained: (host: string) => Promise<Started>, local: () => Promise<Started>) => async () => {
    const address = process.env[setting]
    if (address) return address
    const host = await dockerHost()
    const one = host === undefined ? await local() : await contained(host)
    started.push(one)
    return one.address
  }
  const find: Record<string, () => string | Promise<string>> = {
    kafka: server('KAFKA_BROKERS', containedKafka, () => startKafka({ dir: join(dir, 'kafka'), progress })),
    registry: server('SCHEMA_REGISTRY_URL', containedRegistry, () => startRegistry({ dir: join(dir, 'registry'), progress })),
    elasticsearch: server('ELASTICSEARCH_URL', containedElasticsearch, () =>
      startElasticsearch({ dir: join(dir, 'elasticsearch'), progress }),
    ),
    llama: async () => {
      const address = process.env['HOPLINE_LLAMA_URL']
      if (address) return address
      const one = await startLlama({ dir: join(dir, 'llama'), progress })
      started.push(one)
      return one.address
    },
    startKafka: async () => (await kafkaTools(progress)).java,
    startRegistry: async () => {
      await fetchServer('registry', progress)
      return findJava('Apicurio Registry', 21)
    },
    javaClient: async () =>
      JSON.stringify({ java: findJava('The Java client', 17), classpath: join(await fetchServer('kafka-streams', progress), '*') }),
    chromium: () => {
      const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
      return program(
        [process.env.CHROMIUM, ...browsers],
        'Tests in a browser need Chromium: install the package `chromium`, or set CHROMIUM to its path.',
      )
    },
    schemathesis: findSchemathesis,
  }

  const answers = new Map<string, Promise<Answer>>()
  const answer = async (need: string): Promise<Answer> => {
    try {
      return { value: await find[need]!() }
    } catch (error) {
      if (error instanceof Missing) return { missing: error.message }
      return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    }
  }
  const port = createServer((request, response) => {
    const need = request.url!.slice(1)
    if (!answers.has(need)) answers.set(need, answer(need))
    void answers.get(need)!.then((found) => response.end(JSON.stringify(found)))
  }).listen(0, '127.0.0.1')
  await once(port, 'listening')
  project.provide('servers', `http://127.0.0.1:${(port.address() as AddressInfo).port}`)

  return async () => {
    port.close()
    port.closeAllConnections()
    await Promise.allSettled(answers.values())
    await Promise.allSettled(started.map((one) => one.stop()))
  }
}
