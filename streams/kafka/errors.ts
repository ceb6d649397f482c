/**
 * What kafkajs' errors mean, in one table. Types are those of `protocol/error.js`; Kafka's codes from 89 on are not in
 * it and come as "Unknown error code N". The classes follow KIP-1050.
 */
import { HoplineError, type ErrorCode } from '../errors.ts'

/**
 * - `wait`: not done, the same request may be sent again at once (a transaction's markers are being written, a
 *   coordinator moves or loads)
 * - `stale`: not done; metadata is old
 * - `fenced`: someone else has this transactional id, or the broker gave the transaction up
 * - `refused`: not done, and will not be for this request; `code` says why
 * - `failed`: not done, for another reason the broker names
 * - `unknown`: no answer: it may be done or not, now or later
 */
export type ErrorClass = 'wait' | 'stale' | 'fenced' | 'refused' | 'failed' | 'unknown'

const byType: Record<string, ErrorClass | ErrorCode> = {
  CONCURRENT_TRANSACTIONS: 'wait',
  GROUP_LOAD_IN_PROGRESS: 'wait',
  GROUP_COORDINATOR_NOT_AVAILABLE: 'wait',
  NOT_COORDINATOR_FOR_GROUP: 'wait',

  NOT_LEADER_FOR_PARTITION: 'stale',
  LEADER_NOT_AVAILABLE: 'stale',
  REPLICA_NOT_AVAILABLE: 'stale',
  UNKNOWN_TOPIC_OR_PARTITION: 'stale',
  FENCED_LEADER_EPOCH: 'stale',
  UNKNOWN_LEADER_EPOCH: 'stale',
  OFFSET_NOT_AVAILABLE: 'stale',
  KAFKA_STORAGE_ERROR: 'stale',

  // Brokers answer clients of this age with 47 where new ones get PRODUCER_FENCED (apache/kafka#8549).
  INVALID_PRODUCER_EPOCH: 'fenced',

  MESSAGE_TOO_LARGE: 'record-too-large',
  RECORD_LIST_TOO_LARGE: 'record-too-large',
  INVALID_RECORD: 'handler-failed',
  INVALID_TIMESTAMP: 'handler-failed',
  OFFSET_METADATA_TOO_LARGE: 'handler-failed',
  TOPIC_AUTHORIZATION_FAILED: 'not-authorised',
  GROUP_AUTHORIZATION_FAILED: 'not-authorised',
  CLUSTER_AUTHORIZATION_FAILED: 'not-authorised',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'not-authorised',
  SASL_AUTHENTICATION_FAILED: 'not-authorised',
  UNSUPPORTED_SASL_MECHANISM: 'not-authorised',
  UNSUPPORTED_VERSION: 'log-unusable',
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 'log-unusable',
  INVALID_TOPIC_EXCEPTION: 'log-unusable',
  INVALID_TRANSACTION_TIMEOUT: 'log-unusable',
  INVALID_SESSION_TIMEOUT: 'log-unusable',
  INCONSISTENT_GROUP_PROTOCOL: 'log-unusable',
  GROUP_MAX_SIZE_REACHED: 'log-unusable',
}

const byName: Record<string, ErrorCode> = {
  KafkaJSSASLAuthenticationError: 'not-authorised',
  KafkaJSServerDoesNotSupportApiKey: 'log-unusable',
  KafkaJSNotImplemented: 'log-unusable',
}

type Chained = { name?: string; type?: string; message?: string; cause?: unknown; errors?: unknown[] }

/** The error that kafkajs' retries and wrappers hide. */
const original = (error: unknown): Chained => {
  const { cause, errors } = error as Chained
  if (errors?.[0]) return original(errors[0])
  return cause instanceof Error ? original(cause) : (error as Chained)
}

export const typeOf = (error: unknown): string | undefined => original(error).type

/** The class of an error, and the code of Hopline's table where it is `refused`. */
export const classOf = (error: unknown): { class: ErrorClass; code?: ErrorCode } => {
  if (error instanceof HoplineError) return { class: 'refused', code: error.code }
  const { type, name, message } = original(error)
  if (message === 'Unknown error code 90') return { class: 'fenced' }
  const found = byType[type ?? ''] ?? byName[name ?? '']
  if (found === undefined) return { class: type === undefined ? 'unknown' : 'failed' }
  return ['wait', 'stale', 'fenced'].includes(found) ? { class: found as ErrorClass } : { class: 'refused', code: found as ErrorCode }
}

/** kafkajs' error as one of ours: what was being done, and what the broker said. */
export const translate = (error: unknown, doing: string): Error => {
  if (error instanceof HoplineError) return error
  const { code = 'service-unavailable' } = classOf(error)
  return new HoplineError(code, `${doing}: ${original(error).message ?? String(error)}`, { cause: error })
}

/** Whether waiting can't help: only a person who changes the set-up can. */
export const isFatal = (error: unknown): boolean =>
  ['not-authorised', 'log-unusable', 'settings-invalid'].includes(classOf(error).code ?? '')
