/**
 * The parts of kafkajs that the driver stands on: connections (TLS, SASL), cluster metadata and the encoders of single
 * requests. Its Producer and Consumer are not used; DECISIONS.md says why. These modules have no types of their own.
 */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

export type TopicPartitions<P> = { topic: string; partitions: P[] }

export type ProtocolRequest = { apiKey: number; apiVersion: number; apiName: string; encode: () => Promise<Encoder> }
export type ProtocolResponse<T> = { decode: (payload: Buffer) => Promise<object>; parse: (decoded: never) => Promise<T> }

type Producer = { transactionalId: string; producerId: string; producerEpoch: number }

/** One node of a cluster, as `broker/index.js` has it. Every call throws kafkajs' own errors. */
export type Broker = {
  nodeId: number
  connectionPool: { send: <T>(call: { request: ProtocolRequest; response: ProtocolResponse<T> }) => Promise<T> }
  apiVersions: () => Promise<unknown>
  findGroupCoordinator: (of: { groupId: string; coordinatorType: number }) => Promise<{ coordinator: { nodeId: number } }>
  joinGroup: (request: {
    groupId: string
    sessionTimeout: number
    rebalanceTimeout: number
    memberId: string
    groupProtocols: { name: string; metadata: Buffer }[]
  }) => Promise<{ generationId: number; leaderId: string; memberId: string; members: { memberId: string; memberMetadata: Buffer }[] }>
  syncGroup: (request: {
    groupId: string
    generationId: number
    memberId: string
    groupAssignment: { memberId: string; memberAssignment: Buffer }[]
  }) => Promise<{ memberAssignment: Buffer }>
  heartbeat: (request: { groupId: string; groupGenerationId: number; memberId: string }) => Promise<unknown>
  leaveGroup: (request: { groupId: string; memberId: string }) => Promise<unknown>
  initProducerId: (request: {
    transactionalId?: string | undefined
    transactionTimeout: number
  }) => Promise<{ producerId: string; producerEpoch: number }>
  addPartitionsToTxn: (request: Producer & { topics: TopicPartitions<number>[] }) => Promise<unknown>
  addOffsetsToTxn: (request: Producer & { groupId: string }) => Promise<unknown>
  txnOffsetCommit: (
    request: Producer & { groupId: string; topics: TopicPartitions<{ partition: number; offset: number; metadata: string }>[] },
  ) => Promise<unknown>
  endTxn: (request: Producer & { transactionResult: boolean }) => Promise<unknown>
  listOffsets: (request: {
    replicaId: number
    isolationLevel: number
    topics: TopicPartitions<{ partition: number; timestamp: number }>[]
  }) => Promise<{ responses: TopicPartitions<{ partition: number; offset: string }>[] }>
  offsetFetch: (request: {
    groupId: string
    topics: TopicPartitions<{ partition: number }>[]
  }) => Promise<{ responses: TopicPartitions<{ partition: number; offset: string; metadata: string | null }>[] }>
  offsetCommit: (request: {
    groupId: string
    groupGenerationId: number
    memberId: string
    topics: TopicPartitions<{ partition: number; offset: number; metadata: string }>[]
  }) => Promise<unknown>
  describeGroups: (request: { groupIds: string[] }) => Promise<{ groups: { state: string; members: unknown[] }[] }>
  metadata: (topics: string[]) => Promise<{ topicMetadata: { topic: string; isInternal: boolean; partitionMetadata: unknown[] }[] }>
  createTopics: (request: {
    topics: { topic: string; numPartitions: number; replicationFactor: number; configEntries: { name: string; value: string }[] }[]
    timeout: number
  }) => Promise<unknown>
  describeConfigs: (request: {
    resources: { type: number; name: string; configNames: string[] }[]
  }) => Promise<{ resources: { resourceName: string; configEntries: { configName: string; configValue: string }[] }[] }>
}

export type Cluster = {
  targetTopics: Set<string>
  brokerPool: { metadata: { brokers: unknown[] } | null; findConnectedBroker: () => Promise<Broker> }
  connect: () => Promise<void>
  disconnect: () => Promise<void>
  refreshMetadata: () => Promise<void>
  refreshMetadataIfNecessary: () => Promise<void>
  addMultipleTargetTopics: (topics: string[]) => Promise<void>
  findBroker: (at: { nodeId: number | string }) => Promise<Broker>
  findControllerBroker: () => Promise<Broker>
  findTopicPartitionMetadata: (topic: string) => { partitionId: number; leader: number }[]
  findGroupCoordinator: (of: { groupId: string; coordinatorType?: number }) => Promise<Broker>
}

export interface Encoder {
  readonly buffer: Buffer
  writeInt16(value: number): Encoder
  writeInt32(value: number): Encoder
  writeString(value: string | null): Encoder
  writeBytes(value: Buffer | null): Encoder
}

export interface Decoder {
  readInt16(): number
  readInt32(): number
  readInt64(): bigint
  readString(): string
  readBytes(): Buffer | null
  readArray<T>(read: (decoder: Decoder) => T): T[]
}

const load = (name: string): unknown => require(`kafkajs/${name}`)

export const kafkajsVersion = (load('package.json') as { version: string }).version
export const Cluster = load('src/cluster') as (new (options: object) => Cluster) & { prototype: Cluster }
/** What the patched method of Connection touches. */
export interface Connection {
  chunks: Buffer[]
  bytesBuffered: number
  bytesNeeded: number
  socket?: { destroyed: boolean; destroy: () => void }
  isConnected(): boolean
  connect(this: Connection): Promise<unknown>
  disconnect(this: Connection): Promise<unknown>
  processData(bytes: Buffer): void
}
export const Connection = load('src/network/connection') as (new (options: object) => Connection) & { prototype: Connection }
export const RequestQueue = load('src/network/requestQueue') as {
  prototype: { scheduleCheckPendingRequests: (this: QueueState) => void }
}
/** What the patched method of RequestQueue touches. */
export type QueueState = {
  pending: unknown[]
  throttledUntil: number
  throttleCheckTimeoutId: NodeJS.Timeout | null
  checkPendingRequests: () => void
}
export const Encoder = load('src/protocol/encoder') as new (initialSize?: number) => Encoder
export const Decoder = load('src/protocol/decoder') as new (buffer: Buffer) => Decoder
export const { createLogger, LEVELS } = load('src/loggers') as {
  createLogger: (options: { level: number; logCreator: () => (entry: object) => void }) => object
  LEVELS: { NOTHING: number }
}
export const { MemberMetadata, MemberAssignment } = load('src/consumer/assignerProtocol') as {
  MemberMetadata: {
    encode: (metadata: { version: number; topics: string[]; userData: Buffer }) => Buffer
    decode: (buffer: Buffer) => { topics: string[]; userData: Buffer | null }
  }
  MemberAssignment: {
    encode: (assignment: { version: number; assignment: Record<string, number[]>; userData: Buffer }) => Buffer
    decode: (buffer: Buffer) => { assignment: Record<string, number[]>; userData: Buffer | null } | null
  }
}
export const { createErrorFromCode } = load('src/protocol/error') as { createErrorFromCode: (code: number) => Error }
export const fetchRequest = load('src/protocol/requests/fetch/v11/request') as (request: {
  replicaId: number
  maxWaitTime: number
  minBytes: number
  maxBytes: number
  isolationLevel: number
  topics: TopicPartitions<{ partition: number; fetchOffset: number; maxBytes: number }>[]
}) => ProtocolRequest
export const crc32c = load('src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number
