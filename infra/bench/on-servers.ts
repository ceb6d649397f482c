/** A Kafka and a registry for a bench: those that the environment names, else local ones for as long as it takes. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { CommandError, notice } from '../../main/output.ts'
import { environment } from '../../main/settings.ts'
import { fetchServer } from '../local/fetch-server.ts'
import { findJava } from '../local/find-java.ts'
import { startKafka } from '../local/kafka.ts'
import { Missing } from '../local/missing.ts'
import { startRegistry } from '../local/registry.ts'
import type { Server } from '../local/run-server.ts'
import { tempDir } from '../local/temp-dir.ts'

export type BenchServers = {
  brokers: string
  registry: string
  /** Before every topic, subject and group of this run; what bears it is deleted at the end. */
  prefix: string
  /** The broker where it is ours, so that it may be restarted. */
  own: Server | null
  /** Runs a Java program on Kafka's clients and Kafka Streams: `java -cp <classpath> Program.java`. */
  java: string
  classpath: string
  /** An empty folder, deleted at the end. */
  dir: string
}

/** @throws CommandError 3 where Java or Maven is missing */
export const onServers = async <T>(work: (servers: BenchServers) => Promise<T>): Promise<T> => {
  const env = environment()
  const dir = tempDir()
  const started: Server[] = []
  // Servers and folders end with this process, also where a signal ends it.
  const remove = () => rmSync(dir, { recursive: true, force: true })
  const interrupted = () => process.exit(130)
  process.once('exit', remove)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted)
  try {
    const java = findJava('The peer and the independent reader', 17)
    const classpath = join(await fetchServer('kafka-streams', notice), '*')
    const start = async (server: Promise<Server>) => {
      started.push(await server)
      return started.at(-1)!
    }
    const own = env['KAFKA_BROKERS'] ? null : await start(startKafka({ dir: join(dir, 'kafka'), controllerApart: true, progress: notice }))
    const registry = env['SCHEMA_REGISTRY_URL'] ?? (await start(startRegistry({ dir: join(dir, 'registry'), progress: notice }))).address
    const brokers = own?.address ?? env['KAFKA_BROKERS']!
    const prefix = `bench-${randomBytes(4).toString('hex')}.`
    try {
      return await work({ brokers, registry, prefix, own, java, classpath, dir })
    } finally {
      if (!own) await tidy(brokers, prefix)
      if (env['SCHEMA_REGISTRY_URL']) await forget(registry, prefix)
    }
  } catch (error) {
    if (error instanceof Missing) throw new CommandError(error.message, 3, { cause: error })
    throw error
  } finally {
    await Promise.all(started.map((server) => server.stop()))
    remove()
    process.off('exit', remove)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupted)
  }
}

const tidy = async (brokers: string, prefix: string): Promise<void> => {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
  await admin.deleteTopics({ topics })
  const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(prefix))
  // A group whose last member has just gone may still count as in use; it expires by itself.
  await admin.deleteGroups(groups).catch(() => undefined)
  await admin.disconnect()
}

const forget = async (registry: string, prefix: string): Promise<void> => {
  const subjects = (await (await fetch(`${registry}/subjects`)).json()) as string[]
  for (const subject of subjects)
    if (subject.startsWith(prefix)) await fetch(`${registry}/subjects/${encodeURIComponent(subject)}`, { method: 'DELETE' })
}
