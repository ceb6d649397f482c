/** Topics on the cluster: what is there, making what is missing, and saying what differs. */
import { setTimeout as delay } from 'node:timers/promises'
import { HoplineError } from '../errors.ts'
import type { TopicSpec } from '../log.ts'
import type { Connection } from './connection.ts'
import { translate, typeOf } from './errors.ts'
import type { Names } from './names.ts'
import { latest, listOffsets } from './offsets.ts'

const topicResource = 2
const createTimeoutMs = 30_000
const visibleWithinMs = 10_000

type Existing = { name: string; partitions: number }

/** All topics with our prefix, by their logical names. */
export const listTopics = async (connection: Connection, names: Names): Promise<Existing[]> => {
  const broker = await connection.controller()
  const { topicMetadata } = await broker.metadata([])
  return topicMetadata.flatMap(({ topic, isInternal, partitionMetadata }) => {
    const name = names.logical(topic)
    return isInternal || name === null ? [] : [{ name, partitions: partitionMetadata.length }]
  })
}

/** The value of one setting of a topic. */
export const topicSetting = async (connection: Connection, topic: string, setting: string): Promise<string> =>
  (await settingsOf(connection, [topic], [setting])).get(topic)!.get(setting)!

const settingsOf = async (connection: Connection, topics: readonly string[], settings: readonly string[]) => {
  const broker = await connection.controller()
  const resources = topics.map((name) => ({ type: topicResource, name, configNames: [...settings] }))
  const described = await broker.describeConfigs({ resources })
  return new Map(
    described.resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
}

/** Settings that a topic of ours must have; `compression.type` so that brokers keep batches as they were written. */
const required = (spec: TopicSpec): Record<string, string> => ({
  'cleanup.policy': spec.cleanup,
  'compression.type': 'producer',
  ...(spec.cleanup === 'delete' && { 'retention.ms': String(spec.retentionMs ?? -1) }),
  ...(spec.maxBytes !== undefined && { 'max.message.bytes': String(spec.maxBytes) }),
})

/**
 * Makes what is missing; several processes may do so at once.
 *
 * @param replication copies of each partition; three, or one for each broker where there are fewer, by default
 * @throws {HoplineError} `log-unusable`, naming every difference of topics that are there
 */
export const ensureTopics = async (
  connection: Connection,
  names: Names,
  specs: readonly TopicSpec[],
  replication?: number,
): Promise<void> => {
  const there = new Map((await listTopics(connection, names)).map(({ name, partitions }) => [name, partitions]))
  const brokers = connection.cluster.brokerPool.metadata?.brokers.length ?? 1
  const copies = replication ?? Math.min(3, brokers)
  const minInSync = Math.max(1, Math.min(2, copies - 1))
  const missing = specs.filter(({ name }) => !there.has(name))
  for (const spec of missing) {
    const settings = { ...required(spec), 'min.insync.replicas': String(minInSync) }
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
    const topic = { topic: names.topic(spec.name), numPartitions: spec.partitions, replicationFactor: copies, configEntries }
    try {
      await (await connection.controller()).createTopics({ topics: [topic], timeout: createTimeoutMs })
    } catch (error) {
      if (typeOf(error) === 'TOPIC_ALREADY_EXISTS') continue
      throw translate(error, `creating the topic ${topic.topic} with ${copies} ${copies === 1 ? 'copy' : 'copies'} on ${brokers} broker(s)`)
    }
  }
  for (const { name } of missing) there.set(name, await served(connection, names.topic(name)))
  const differences = await differing(connection, names, specs, there)
  if (differences.length > 0) {
    throw new HoplineError(
      'log-unusable',
      `Topics are not as Hopline needs them; change them with Kafka's tools, or use another HOPLINE_TOPIC_PREFIX. ${differences.join('; ')}.`,
    )
  }
}

const differing = async (
  connection: Connection,
  names: Names,
  specs: readonly TopicSpec[],
  partitions: ReadonlyMap<string, number>,
): Promise<string[]> => {
  if (specs.length === 0) return []
  const settings = await settingsOf(
    connection,
    specs.map(({ name }) => names.topic(name)),
    ['cleanup.policy', 'compression.type', 'retention.ms', 'max.message.bytes'],
  )
  return specs.flatMap((spec) => {
    const topic = names.topic(spec.name)
    const has = settings.get(topic)
    const wrong = Object.entries(required(spec)).flatMap(([name, value]) =>
      has?.get(name) === value ? [] : [`${topic} has ${name}=${has?.get(name)} where ${value} is needed`],
    )
    const count = partitions.get(spec.name)
    return count === spec.partitions ? wrong : [`${topic} has ${count} partitions where ${spec.partitions} are needed`, ...wrong]
  })
}

/** Resolves with the number of partitions once each is served: a leader refuses requests until it knows that it leads. */
const served = async (connection: Connection, topic: string): Promise<number> => {
  const until = Date.now() + visibleWithinMs
  for (;;) {
    try {
      const leaders = await connection.leaders(topic)
      await listOffsets(connection, topic, [...leaders.keys()], latest)
      return leaders.length
    } catch (error) {
      if (Date.now() > until) throw translate(error, `waiting for the new topic ${topic}`)
      await delay(50)
    }
  }
}
