/** The Log port on Kafka. */
import { HoplineError } from '../errors.ts'
import type { Log } from '../log.ts'
import { openAppender } from './append.ts'
import { connector, type Connect, type Connection } from './connection.ts'
import { translate } from './errors.ts'
import { createLimits } from './limits.ts'
import { prefixed } from './names.ts'
import { earliest, fetchPositions, latest, listOffsets, movePositions } from './offsets.ts'
import { applyPatches } from './patches/patches.ts'
import { ensureTopics, listTopics, topicSetting } from './provision.ts'
import { follow, readOnce } from './read.ts'
import type { KafkaSettings } from './settings.ts'
import { holdTasks, type HeldMembership } from './tasks.ts'

const pulseMs = 5_000

/**
 * Opens the log on a Kafka cluster.
 *
 * @throws {HoplineError} `settings-invalid`, `not-authorised`, or `service-unavailable` where no broker answers now; later
 * outages only make `health` say so
 */
export const openKafka = async (settings: KafkaSettings, connect: Connect = connector(settings)): Promise<Log> => {
  applyPatches()
  const names = prefixed(settings.HOPLINE_TOPIC_PREFIX, settings.HOPLINE_GROUP_PREFIX)
  const admin = connect()
  const limits = createLimits(async (topic) => Number(await topicSetting(admin, names.topic(topic), 'max.message.bytes')))
  const appender = openAppender(connect(), names, limits)
  const memberships = new Set<HeldMembership>()
  const closing = new AbortController()
  const idleReaders: Connection[] = []
  let outage: string | null = null

  const doing = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    if (closing.signal.aborted) throw new HoplineError('log-unusable', `The log is closed; it can't be used for ${what}.`)
    try {
      return await act()
    } catch (error) {
      throw translate(error, what)
    }
  }
  /** A read that waits holds its connection up, so that each has one of its own; they are kept for the next. */
  const reading = async <T>(what: string, act: (connection: Connection) => Promise<T>): Promise<T> => {
    const connection = idleReaders.pop() ?? connect()
    try {
      return await doing(what, () => act(connection))
    } finally {
      if (closing.signal.aborted) connection.close()
      else idleReaders.push(connection)
    }
  }

  const pulse = async (): Promise<void> => {
    try {
      await (await admin.controller()).apiVersions()
      outage = null
    } catch (error) {
      outage = translate(error, `Kafka at ${settings.KAFKA_BROKERS}`).message
      await admin.refresh().catch(() => undefined)
    }
  }
  try {
    await admin.controller()
  } catch (error) {
    admin.close()
    appender.close()
    throw translate(error, `Kafka at ${settings.KAFKA_BROKERS} can't be used (start it, or set KAFKA_BROKERS)`)
  }
  const pulsing = setInterval(() => void pulse(), pulseMs).unref()

  return {
    ensureTopics: (topics) => doing('creating topics', () => ensureTopics(admin, names, topics, settings.HOPLINE_REPLICATION)),
    topics: () => doing('listing topics', () => listTopics(admin, names)),
    append: (records) => doing('appending', () => appender.append(records)),
    async join(options) {
      const sessionTimeoutMs = settings.HOPLINE_SESSION_TIMEOUT_MS
      const held = await doing(`joining ${options.group}`, () => holdTasks(options, { connect, names, limits, sessionTimeoutMs }))
      memberships.add(held)
      const leave = async () => {
        memberships.delete(held)
        await held.leave()
      }
      if (closing.signal.aborted) await leave()
      return { leases: held.leases, leave }
    },
    follow: (options) =>
      doing('following', () => follow(connect, names, { ...options, signal: AbortSignal.any([options.signal, closing.signal]) })),
    read: (at, from, options) => reading(`reading ${at.topic}`, (connection) => readOnce(connection, names, at, from, options)),
    bounds: ({ topic, partition }) =>
      reading(`reading ${topic}`, async (connection) => {
        const ask = async (timestamp: number) => (await listOffsets(connection, names.topic(topic), [partition], timestamp)).get(partition)!
        return { start: await ask(earliest), end: await ask(latest) }
      }),
    offsetAt: ({ topic, partition }, timestamp) =>
      reading(`reading ${topic}`, async (connection) => {
        const ask = async (timestamp: number) => (await listOffsets(connection, names.topic(topic), [partition], timestamp)).get(partition)!
        const offset = await ask(timestamp)
        return offset < 0 ? ask(latest) : offset
      }),
    committed: (group, topic) =>
      reading(`reading the positions of ${group}`, async (connection) => {
        const partitions = (await connection.leaders(names.topic(topic))).map((_, partition) => partition)
        const positions = (await fetchPositions(connection, names.group(group), [{ topic: names.topic(topic), partitions }])).get(
          names.topic(topic),
        )
        return partitions.map((partition) => positions?.get(partition) ?? null)
      }),
    resetPositions: (group, topic, positions) =>
      reading(`resetting ${group}`, (connection) => movePositions(connection, names.group(group), names.topic(topic), positions)),
    health() {
      const troubles = [outage, ...Array.from(memberships, (membership) => membership.trouble())].filter((trouble) => trouble !== null)
      return { ready: troubles.length === 0, detail: troubles[0] ?? `connected to Kafka at ${settings.KAFKA_BROKERS}` }
    },
    async close() {
      closing.abort()
      clearInterval(pulsing)
      await Promise.all(Array.from(memberships, (membership) => membership.leave()))
      memberships.clear()
      appender.close()
      admin.close()
      for (const reader of idleReaders) reader.close()
    },
  }
}
