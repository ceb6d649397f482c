/** Which log and codec the settings ask for: Kafka where brokers are named, one SQLite file otherwise. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Codec } from '../streams/codec.ts'
import { readSettings, type Environment } from '../streams/config.ts'
import { HoplineError } from '../streams/errors.ts'
import type { Log } from '../streams/log.ts'
import { specOf, topics } from '../streams/topics.ts'
import type { coreSettings } from './settings.ts'

export type OpenedLog = { log: Log; codec: Codec; kind: 'embedded' | 'kafka'; where: string }

/** The settings of the log that `environment` asks for. */
export const logSettings = async (environment: Environment): Promise<z.ZodObject[]> => {
  if (!usesKafka(environment)) return []
  const [{ kafkaSettings }, { registrySettings }] = await Promise.all([
    import('../streams/kafka/settings.ts'),
    import('../streams/registry/settings.ts'),
  ])
  return [kafkaSettings, registrySettings]
}

export const usesKafka = (environment: Environment): boolean => Boolean(environment['KAFKA_BROKERS'])

/**
 * Opens the log and creates the topics that are missing.
 * @throws HoplineError settings-invalid, or what the driver says of a log that can't be used
 */
export const openLog = async (
  core: z.infer<typeof coreSettings>,
  environment: Environment,
  options: { inMemory?: boolean } = {},
): Promise<OpenedLog> => {
  const opened =
    !options.inMemory && usesKafka(environment) ? await openOnKafka(environment) : await openEmbeddedLog(core, options.inMemory ?? false)
  await opened.log.ensureTopics(Object.values(topics).map((topic) => specOf(topic, core.HOPLINE_PARTITIONS)))
  return opened
}

const openEmbeddedLog = async (core: z.infer<typeof coreSettings>, inMemory: boolean): Promise<OpenedLog> => {
  const { openEmbedded } = await import('../streams/embedded/embedded.ts')
  const { bundledCodec } = await import('../streams/registry/bundled.ts')
  const file = inMemory ? ':memory:' : join(core.HOPLINE_DATA_DIR, 'log.sqlite')
  if (!inMemory)
    await mkdir(core.HOPLINE_DATA_DIR, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
      const why = `${cause.code === 'EEXIST' || cause.code === 'ENOTDIR' ? 'a file has its name' : cause.message}`
      throw new HoplineError(
        'log-unusable',
        `The data directory ${core.HOPLINE_DATA_DIR} can't be made: ${why}. Set HOPLINE_DATA_DIR to another.`,
        { cause },
      )
    })
  return { log: await openEmbedded({ file, durability: core.HOPLINE_DURABILITY }), codec: bundledCodec(), kind: 'embedded', where: file }
}

const openOnKafka = async (environment: Environment): Promise<OpenedLog> => {
  const [{ kafkaSettings }, { registrySettings }] = await Promise.all([
    import('../streams/kafka/settings.ts'),
    import('../streams/registry/settings.ts'),
  ])
  const [kafka, registry] = readSettings([kafkaSettings, registrySettings], environment)
  const [{ openKafka }, { registryCodec }] = await Promise.all([
    import('../streams/kafka/kafka.ts'),
    import('../streams/registry/confluent.ts'),
  ])
  const codec = registryCodec({
    url: registry.SCHEMA_REGISTRY_URL,
    username: registry.SCHEMA_REGISTRY_USERNAME,
    password: registry.SCHEMA_REGISTRY_PASSWORD,
    prefix: kafka.HOPLINE_TOPIC_PREFIX,
    autoRegister: registry.SCHEMA_REGISTRY_AUTO_REGISTER,
    timeoutMs: registry.SCHEMA_REGISTRY_TIMEOUT_MS,
  })
  return { log: await openKafka(kafka), codec, kind: 'kafka', where: kafka.KAFKA_BROKERS }
}
