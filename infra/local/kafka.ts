import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetchServer } from './fetch-server.ts'
import { findJava } from './find-java.ts'
import { freePort } from './free-port.ts'
import { runServer, type Server } from './run-server.ts'

export type KafkaOptions = {
  /** Its folder: settings, log and data. Starting again in the same folder keeps the data. */
  dir: string
  /** Port of the plaintext listener; a free one by default. */
  port?: number
  /** More listeners by name, e.g. `{ SECURE: 'SASL_SSL' }`; each gets a free port, see `listeners` of the result. */
  listeners?: Record<string, 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'>
  /** More lines of server.properties, or other values for ours. */
  properties?: Record<string, string | number>
  /** More arguments of `kafka-storage format`, e.g. `['--add-scram', 'SCRAM-SHA-256=[name=ann,password=secret]']`. */
  format?: string[]
  /** Environment of the process. */
  env?: Record<string, string>
  /**
   * A controller in a process of its own, which stays when the broker is killed. For what restarts its broker under load: a node
   * that is both takes up transactions by the leaders of before its end, finds them gone, and drops their markers ("likely deleted").
   */
  controllerApart?: boolean
  /** More options of the JVM; the heap is 512 MB. */
  jvm?: string[]
  progress?: (text: string) => void
}

export type Kafka = Server & {
  /** Addresses by listener name; `PLAINTEXT` is `address`. */
  readonly listeners: Readonly<Record<string, string>>
}

/** The `java` and the class path that run Kafka's own tools, e.g. `java -cp <classpath> org.apache.kafka.tools.TopicCommand`. */
export const kafkaTools = async (progress?: (text: string) => void): Promise<{ java: string; classpath: string }> => {
  const java = findJava('Kafka', 17)
  return { java, classpath: join(await fetchServer('kafka', progress), '*') }
}

/**
 * Starts one Kafka broker (KRaft, its controller in the same process unless apart) on loopback, and waits until it serves.
 *
 * @throws {Missing} without Java 17 or Maven
 */
export const startKafka = async (options: KafkaOptions): Promise<Kafka> => {
  const { dir, listeners: extra = {} } = options
  const { java, classpath } = await kafkaTools(options.progress)
  const ports: Record<string, number> = { PLAINTEXT: options.port ?? (await freePort()), CONTROLLER: await freePort() }
  for (const name of Object.keys(extra)) ports[name] = await freePort()
  const { CONTROLLER: controller, ...listeners } = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, `127.0.0.1:${port}`]),
  )
  const urls = (of: Record<string, string | undefined>) =>
    Object.entries(of)
      .map(([name, address]) => `${name}://${address}`)
      .join(',')
  const apart = options.controllerApart ?? false
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, '0')
  const protocols = Object.entries({ PLAINTEXT: 'PLAINTEXT', CONTROLLER: 'PLAINTEXT', ...extra })

  const properties = {
    ...(apart ? { 'process.roles': 'broker' } : { 'process.roles': 'broker,controller' }),
    'node.id': 1,
    'controller.quorum.bootstrap.servers': controller!,
    'controller.listener.names': 'CONTROLLER',
    listeners: urls(apart ? listeners : { ...listeners, CONTROLLER: controller }),
    'advertised.listeners': urls(listeners),
    'listener.security.protocol.map': protocols.map((pair) => pair.join(':')).join(','),
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(dir, 'data'),
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 8,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    ...(apart ? { 'broker.heartbeat.interval.ms': 500 } : {}),
    ...options.properties,
  }
  const node = async (
    name: string,
    settings: Record<string, string | number | boolean>,
    format: string[],
    address: string,
  ): Promise<Server> => {
    const home = name === 'kafka' ? dir : join(dir, name)
    mkdirSync(home, { recursive: true })
    const file = join(home, 'server.properties')
    writeFileSync(
      file,
      Object.entries(settings)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    )
    if (!existsSync(join(home, 'data/meta.properties'))) {
      const tool = ['-cp', classpath, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', file, ...format]
      await promisify(execFile)(java, tool, { env: { ...process.env, ...options.env } })
    }
    return runServer({
      name,
      address,
      dir: home,
      // It has to stay while the broker is away, so nobody stops it.
      background: name === 'controller',
      command: java,
      args: ['-Xmx512m', ...(options.jvm ?? []), '-cp', classpath, 'kafka.Kafka', file],
      env: options.env,
      // Printed after the broker is unfenced and its listeners take requests; a TCP connection succeeds before that.
      ready: (output) => output.includes('Kafka Server started'),
    })
  }
  const formatAlone = ['--standalone', ...(options.format ?? [])]
  if (apart) {
    const own = {
      'process.roles': 'controller',
      'node.id': 100,
      'controller.quorum.bootstrap.servers': controller!,
      'controller.listener.names': 'CONTROLLER',
      listeners: `CONTROLLER://${controller}`,
      'log.dirs': join(dir, 'controller/data'),
      // A killed broker may come back as soon as it is taken for gone.
      'broker.session.timeout.ms': 3000,
    }
    await node('controller', own, formatAlone, controller!)
  }
  const server = await node('kafka', properties, apart ? ['--no-initial-controllers'] : formatAlone, listeners.PLAINTEXT!)
  return Object.defineProperties(server, { listeners: { value: listeners, enumerable: true } }) as Kafka
}
