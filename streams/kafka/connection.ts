/** One set of connections to the cluster: sockets, login, who leads what, who coordinates what. */
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import tls from 'node:tls'
import { HoplineError } from '../errors.ts'
import { typeOf } from './errors.ts'
import { Cluster, createLogger, LEVELS, type Broker } from './kafkajs.ts'
import { clientCredentials } from './oauth.ts'
import { forgetCoordinators } from './patches/coordinator-cache.ts'
import type { KafkaSettings } from './settings.ts'

export type Connection = {
  readonly cluster: Cluster
  broker(nodeId: number): Promise<Broker>
  /** The leader of each partition of a topic, by partition; -1 where there is none now. @throws where the topic is not there. */
  leaders(topic: string): Promise<readonly number[]>
  /** Any node that takes administrators' requests. */
  controller(): Promise<Broker>
  coordinator(of: 'group' | 'transaction', id: string): Promise<Broker>
  /** Forgets coordinators and asks for metadata anew. */
  refresh(): Promise<void>
  /** Ends every socket at once; what is under way fails. */
  close(): void
}

/** `topics`: those whose metadata is asked for at first; all where none is named. */
export type Connect = (topics?: readonly string[]) => Connection

/** Long enough for a broker that flushes or collects garbage; an answer that comes later counts as lost. */
const requestTimeoutMs = 15_000
const connectionTimeoutMs = 5_000
const metadataAttempts = 4
const metadataRetryMs = 150

/**
 * A maker of connections for some settings. Connecting itself happens on first use. A broker serves the requests of one
 * socket one after another, so what must not wait for each other (a join, a long poll, a transaction) has one each.
 *
 * @throws {HoplineError} `settings-invalid`
 */
export const connector = (settings: KafkaSettings): Connect => {
  const ssl = tlsOf(settings)
  const sasl = saslOf(settings)
  const brokers = settings.KAFKA_BROKERS.split(',').map((broker) => broker.trim())
  const logger = createLogger({ level: LEVELS.NOTHING, logCreator: () => () => undefined })

  return (topics = []) => {
    const sockets = new Set<net.Socket>()
    let closed = false
    const socketFactory = ({
      host,
      port,
      ssl,
      onConnect,
    }: {
      host: string
      port: number
      ssl?: tls.ConnectionOptions
      onConnect: () => void
    }) => {
      if (closed) throw new Error('the connection is closed')
      const socket = ssl
        ? tls.connect({ host, port, ...(net.isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
        : net.connect({ host, port }, onConnect)
      socket.setKeepAlive(true, 60_000)
      // Requests are small and wait for each other's answers: Nagle's algorithm would hold them back.
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      return socket
    }
    const cluster = new Cluster({
      logger,
      socketFactory,
      brokers,
      ssl,
      sasl,
      clientId: settings.KAFKA_CLIENT_ID,
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      enforceRequestTimeout: true,
      metadataMaxAge: 300_000,
      allowAutoTopicCreation: false,
      isolationLevel: 1,
      retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 4 },
    })
    for (const topic of topics) cluster.targetTopics.add(topic)
    let connecting: Promise<void> | null = null
    const connected = async (): Promise<void> => {
      if (cluster.brokerPool.metadata) return
      connecting ??= cluster
        .connect()
        .then(() => existing(topics, () => cluster.refreshMetadataIfNecessary()))
        .finally(() => (connecting = null))
      await connecting
    }
    /** Metadata of a topic that is not there fails as a whole, for all topics. A broker learns of a new one a moment late. */
    const existing = async (asked: readonly string[], ask: () => Promise<void>): Promise<void> => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await ask()
        } catch (error) {
          if (typeOf(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error
          if (attempt < metadataAttempts) await delay(metadataRetryMs)
          else
            throw new HoplineError(
              'log-unusable',
              `A topic does not exist on ${settings.KAFKA_BROKERS}: ${asked.join(', ')}. \`hopline topics\` creates what is missing.`,
              { cause: error },
            )
        }
      }
    }

    return {
      cluster,
      async broker(nodeId) {
        await connected()
        return cluster.findBroker({ nodeId })
      },
      async leaders(topic) {
        await connected()
        await (cluster.targetTopics.has(topic)
          ? cluster.refreshMetadataIfNecessary()
          : existing([topic], () => cluster.addMultipleTargetTopics([topic])))
        const leaders: number[] = []
        for (const { partitionId, leader } of cluster.findTopicPartitionMetadata(topic)) leaders[partitionId] = leader
        return leaders
      },
      async controller() {
        await connected()
        return cluster.findControllerBroker()
      },
      async coordinator(of, id) {
        await connected()
        return cluster.findGroupCoordinator({ groupId: id, coordinatorType: of === 'group' ? 0 : 1 })
      },
      async refresh() {
        forgetCoordinators(cluster)
        await connected()
        await cluster.refreshMetadata()
      },
      close() {
        closed = true
        for (const socket of sockets) socket.destroy(new Error('the connection is closed'))
        cluster.disconnect().catch(() => undefined)
      },
    }
  }
}

const tlsOf = ({ KAFKA_SSL, KAFKA_SSL_CA, KAFKA_SSL_CERT, KAFKA_SSL_KEY }: KafkaSettings): tls.ConnectionOptions | undefined => {
  if (!KAFKA_SSL) return undefined
  return {
    ...(KAFKA_SSL_CA && { ca: pem('KAFKA_SSL_CA', KAFKA_SSL_CA) }),
    ...(KAFKA_SSL_CERT && { cert: pem('KAFKA_SSL_CERT', KAFKA_SSL_CERT) }),
    ...(KAFKA_SSL_KEY && { key: pem('KAFKA_SSL_KEY', KAFKA_SSL_KEY) }),
  }
}

const pem = (name: string, value: string): string => {
  if (value.includes('-----BEGIN')) return value
  try {
    return readFileSync(value, 'utf8')
  } catch (cause) {
    throw new HoplineError('settings-invalid', `${name} is neither PEM text nor a file that can be read: ${(cause as Error).message}`, {
      cause,
    })
  }
}

const saslOf = (settings: KafkaSettings): object | undefined => {
  const mechanism = settings.KAFKA_SASL_MECHANISM
  if (!mechanism) return undefined
  const need = <K extends keyof KafkaSettings>(name: K): NonNullable<KafkaSettings[K]> => {
    const value = settings[name]
    if (value === undefined)
      throw new HoplineError('settings-invalid', `${name} is not set, and KAFKA_SASL_MECHANISM=${mechanism} needs it.`)
    return value as NonNullable<KafkaSettings[K]>
  }
  if (mechanism !== 'oauthbearer') return { mechanism, username: need('KAFKA_SASL_USERNAME'), password: need('KAFKA_SASL_PASSWORD') }
  const oauthBearerProvider = clientCredentials({
    url: need('KAFKA_SASL_OAUTH_TOKEN_URL'),
    clientId: need('KAFKA_SASL_OAUTH_CLIENT_ID'),
    clientSecret: need('KAFKA_SASL_OAUTH_CLIENT_SECRET'),
    scope: settings.KAFKA_SASL_OAUTH_SCOPE,
  })
  return { mechanism, oauthBearerProvider }
}
