/** Records that could not be processed: how they are written, listed and given another try. */
import type { AuditEntry } from '../schemas/index.ts'
import type { Codec } from './codec.ts'
import { errors, type ErrorCode } from './errors.ts'
import { headerNames, patienceMs } from './ingress.ts'
import type { Header, Log, LogRecord, RecordIn } from './log.ts'
import { parseConversationKey, topics, type Topic } from './topics.ts'

const prefix = 'dlq.'
const stackBytes = 2_048

/** The dead letter of a record: key, value and headers as they came, and why beside them. */
export const deadLetter = (
  record: LogRecord,
  why: { hop: string; attempts: number; code: ErrorCode; error: unknown; at: number },
): RecordIn => {
  const { hop, attempts, code, error, at } = why
  const known = error instanceof Error ? error : new Error(String(error))
  const facts: Record<string, string | number> = {
    hop,
    group: hop,
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: record.timestamp,
    attempts,
    'error.code': code,
    'error.class': known.name,
    'error.message': known.message.slice(0, stackBytes),
    'error.stack': (known.stack ?? '').slice(0, stackBytes),
    'schema.id': record.value && record.value.length >= 5 && record.value[0] === 0 ? record.value.readUInt32BE(1) : '',
    at,
  }
  return {
    topic: topics.deadLetters.name,
    key: record.key,
    value: record.value,
    headers: [
      ...without(record.headers),
      ...Object.entries(facts).map(([name, value]): Header => [prefix + name, Buffer.from(String(value))]),
    ],
  }
}

/** Headers as they were before the record became a dead letter. */
const without = (headers: readonly Header[]): readonly Header[] => headers.filter(([name]) => !name.startsWith(prefix))

/** A dead letter as people see it. `id` is its partition and offset in `chat.dead-letters`. */
export type DeadLetter = {
  id: string
  hop: string
  code: string
  /** What the code means, in a sentence. */
  means: string
  message: string
  stack: string
  attempts: number
  from: { topic: string; partition: number; offset: number; at: number }
  at: number
  messageId: string
  conversationId: string
  /** When it was given another try, in ms since 1970; null where it was not. */
  redrivenAt: number | null
}

const describe = (record: LogRecord, redrivenAt: number | null): DeadLetter => {
  const text = (name: string) => record.headers.find(([header]) => header === name)?.[1].toString() ?? ''
  const code = text('dlq.error.code')
  return {
    id: `${record.partition}:${record.offset}`,
    hop: text('dlq.hop'),
    code,
    means: errors[code as ErrorCode]?.say ?? '',
    message: text('dlq.error.message'),
    stack: text('dlq.error.stack'),
    attempts: Number(text('dlq.attempts')),
    from: {
      topic: text('dlq.topic'),
      partition: Number(text('dlq.partition')),
      offset: Number(text('dlq.offset')),
      at: Number(text('dlq.timestamp')),
    },
    at: Number(text('dlq.at')) || record.timestamp,
    messageId: text(headerNames.messageId),
    conversationId: parseConversationKey(record.key?.toString() ?? '')?.conversationId ?? '',
    redrivenAt,
  }
}

/** Reads a topic partition by partition, from its start to its present end. */
async function* scan(log: Log, topic: Topic): AsyncGenerator<LogRecord> {
  const { partitions } = (await log.topics()).find(({ name }) => name === topic.name) ?? { partitions: 0 }
  for (let partition = 0; partition < partitions; partition++) {
    const at = { topic: topic.name, partition }
    const { start, end } = await log.bounds(at)
    for (let offset = start; offset < end;) {
      const batch = await log.read(at, offset, { max: 500, waitMs: 1_000 })
      yield* batch.records
      offset = batch.nextOffset
    }
  }
}

const redriveAction = 'dead-letters.redrive'

/** When each dead letter was redriven, by its id: redrives are entries of the audit topic. */
const redrives = async (log: Log, codec: Codec): Promise<Map<string, number>> => {
  const found = new Map<string, number>()
  for await (const { value } of scan(log, topics.audit)) {
    if (!value) continue
    const entry: AuditEntry = await codec.decode(topics.audit, value)
    if (entry.action === redriveAction) found.set(entry.subject, entry.at)
  }
  return found
}

/** Every dead letter, the newest first. */
export const listDeadLetters = async (log: Log, codec: Codec): Promise<DeadLetter[]> => {
  const redriven = await redrives(log, codec)
  const found: DeadLetter[] = []
  for await (const record of scan(log, topics.deadLetters))
    found.push(describe(record, redriven.get(`${record.partition}:${record.offset}`) ?? null))
  return found.sort((a, b) => b.at - a.at)
}

const fetchDeadLetter = async (log: Log, id: string): Promise<LogRecord | null> => {
  const [partition, offset] = id.split(':').map(Number)
  if (!Number.isInteger(partition) || !Number.isInteger(offset)) return null
  const known = (await log.topics()).find(({ name }) => name === topics.deadLetters.name)
  if (!known || partition! < 0 || partition! >= known.partitions) return null
  const at = { topic: topics.deadLetters.name, partition: partition! }
  const { start, end } = await log.bounds(at)
  if (offset! < start || offset! >= end) return null
  const { records } = await log.read(at, offset!, { max: 1 })
  return records.find((record) => record.offset === offset) ?? null
}

/** One dead letter with what it holds, decoded where it can be; null where there is none of that id. */
export const showDeadLetter = async (
  log: Log,
  codec: Codec,
  id: string,
): Promise<(DeadLetter & { headers: Record<string, string>; value: unknown; bytes: string }) | null> => {
  const record = await fetchDeadLetter(log, id)
  if (!record) return null
  const shown = describe(record, (await redrives(log, codec)).get(id) ?? null)
  const topic = Object.values(topics).find(({ name }) => name === shown.from.topic)
  const value =
    topic && record.value
      ? await Promise.resolve()
          .then(() => codec.decode(topic, record.value!))
          .catch(() => null)
      : null
  return {
    ...shown,
    headers: Object.fromEntries(without(record.headers).map(([name, bytes]) => [name, bytes.toString()])),
    value,
    bytes: record.value?.subarray(0, 256).toString('hex') ?? '',
  }
}

/**
 * Gives dead letters another try: each is appended again to the topic it came from, for the group that failed alone,
 * with a new deadline. Returns the ids that were redriven; unknown ids are left out.
 */
export const redrive = async (log: Log, codec: Codec, ids: readonly string[], by: { actor: string; now: number }): Promise<string[]> => {
  const done: string[] = []
  for (const id of ids) {
    const record = await fetchDeadLetter(log, id)
    if (!record) continue
    const { hop, from } = describe(record, null)
    const earlier = Number(record.headers.find(([name]) => name === headerNames.redrive)?.[1] ?? 0)
    const replaced = new Set<string>([headerNames.deadline, headerNames.redriveFor, headerNames.redrive])
    await log.append([
      {
        topic: from.topic,
        partition: from.partition,
        key: record.key,
        value: record.value,
        headers: [
          ...without(record.headers).filter(([name]) => !replaced.has(name)),
          [headerNames.deadline, Buffer.from(String(by.now + patienceMs))],
          [headerNames.redriveFor, Buffer.from(hop)],
          [headerNames.redrive, Buffer.from(String(earlier + 1))],
        ],
      },
      {
        topic: topics.audit.name,
        key: Buffer.from(parseConversationKey(record.key?.toString() ?? '')?.tenant ?? 'default'),
        value: codec.encode(topics.audit, {
          id: `redrive-${id}-${by.now}`,
          actor: by.actor,
          action: redriveAction,
          subject: id,
          outcome: `appended to ${from.topic}`,
          at: by.now,
        }),
      },
    ])
    done.push(id)
  }
  return done
}
