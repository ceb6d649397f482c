/** The same servers in containers, for machines that have a Docker engine. Ryuk, testcontainers' own reaper, ends them with us. */
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import { freePort } from './free-port.ts'

/** Where published ports of containers are reached, or undefined where no engine answers. */
export const dockerHost = async (): Promise<string | undefined> => {
  try {
    return (await getContainerRuntimeClient()).info.containerRuntime.host
  } catch {
    return undefined
  }
}

type Contained = { address: string; stop(): Promise<unknown> }

export const containedKafka = async (host: string): Promise<Contained> => {
  // Clients are sent to the advertised address, which is settled before Docker would choose a port.
  const port = await freePort()
  const container = await new GenericContainer('apache/kafka:4.3.1')
    .withExposedPorts({ container: port, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: `PLAINTEXT://:${port},CONTROLLER://:9093`,
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${host}:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_HEAP_OPTS: '-Xmx512m',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(180_000)
    .start()
  return { address: `${host}:${port}`, stop: () => container.stop() }
}

export const containedRegistry = async (host: string): Promise<Contained> => {
  const container = await new GenericContainer('apicurio/apicurio-registry:3.3.3')
    .withExposedPorts(8080)
    .withWaitStrategy(Wait.forHttp('/apis/ccompat/v7/subjects', 8080))
    .withStartupTimeout(180_000)
    .start()
  return { address: `http://${host}:${container.getMappedPort(8080)}/apis/ccompat/v7`, stop: () => container.stop() }
}

export const containedElasticsearch = async (host: string): Promise<Contained> => {
  const container = await new GenericContainer('docker.elastic.co/elasticsearch/elasticsearch:8.19.21')
    .withExposedPorts(9200)
    .withEnvironment({ 'discovery.type': 'single-node', 'xpack.security.enabled': 'false', ES_JAVA_OPTS: '-Xms512m -Xmx512m' })
    .withWaitStrategy(Wait.forHttp('/_cluster/health', 9200))
    .withStartupTimeout(180_000)
    .start()
  return { address: `http://${host}:${container.getMappedPort(9200)}`, stop: () => container.stop() }
}
