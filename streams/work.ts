/** One record through its handler: decode, try, try again, give up. Says what is to be published for it. */
import type { Codec } from './codec.ts'
import { deadLetter } from './dead-letter.ts'
import { classify, errors, HoplineError, type ErrorCode } from './errors.ts'
import { failureOf, skeletonOf } from './failure.ts'
import { headerNames, patienceMs } from './ingress.ts'
import { Fenced, type Header, type Log, type LogRecord, type RecordIn } from './log.ts'
import { backoff } from './patiently.ts'
import type { Context, Emit, Input, Processor } from './processor.ts'
import type { Table } from './tables.ts'
import type { RecordOf, Topic } from './topics.ts'

/** A record that comes late still gets this long, in ms: after an outage people are answered, late, rather than not. */
const leastMs = 10_000
/** Room for headers and batch framing below a topic's largest record. */
const framing = 4_096
const defaultMaxBytes = 1_000_000

export type Job = {
  readonly input: Input
  readonly record: LogRecord
  readonly key: string
  /** Until when an answer is of use, in ms since 1970; infinite for a side stream, and for others until the record is read. */
  deadline: number
  attempt: number
  abort: AbortController | null
  /** What the record holds; null until it is read. */
  value: unknown
}

/** Tells the work on a record to stop, and why; also where its handler asks for the signal only later. */
export const interrupt = (job: Job, reason: Error): void => (job.abort ??= new AbortController()).abort(reason)

export type Outcome = { records: RecordIn[]; result: 'done' | 'passed-on' | 'skipped' | 'dead-letter'; code?: ErrorCode }

export type Worker = {
  job(input: Input, record: LogRecord): Job
  work(job: Job): Promise<Outcome>
  /** The outcome of a job that is given up from outside: its deadline passed, or its process ended on it. */
  giveUp(job: Job, code: ErrorCode, error: unknown): Outcome
}

/** What a handler is told of its record. A class, because making a getter anew for each record took 4 % of a hop's time. */
class JobContext implements Context {
  readonly key: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly timestamp: number
  readonly headers: readonly Header[]
  readonly attempt: number
  readonly deadline: number
  readonly table: Context['table']
  readonly publish: Context['publish']
  readonly #job: Job

  constructor(job: Job, table: Context['table'], publish: Context['publish']) {
    const { topic, partition, offset, timestamp, headers } = job.record
    this.key = job.key
    this.topic = topic
    this.partition = partition
    this.offset = offset
    this.timestamp = timestamp
    this.headers = headers
    this.attempt = job.attempt
    this.deadline = job.deadline
    this.table = table
    this.publish = publish
    this.#job = job
  }
  get signal(): AbortSignal {
    return (this.#job.abort ??= new AbortController()).signal
  }
}

/** Sets up the work of one task. `tables` are those of its partition, by topic name. */
export const worker = (
  processor: Processor,
  {
    log,
    codec,
    tables,
    now,
    random,
  }: { log: Log; codec: Codec; tables: ReadonlyMap<string, Table>; now: () => number; random: () => number },
): Worker => {
  // What a log would refuse is refused here: there it would end the task, and with it the process.
  const encode = ({ topic, value, key: asked }: Emit, job: Job): RecordIn => {
    const bytes = value === null ? null : codec.encode(topic, value as RecordOf<Topic>)
    const key = asked === undefined ? job.record.key : Buffer.from(asked)
    if (!key && topic.cleanup === 'compact')
      throw new HoplineError('handler-failed', `publishing to ${topic.name}: its records need a key, and the input has none`)
    const headers = carried(job.record.headers)
    const size = headers.reduce((sum, [name, part]) => sum + name.length + part.length, (key?.length ?? 0) + (bytes?.length ?? 0))
    if (size > (topic.maxBytes ?? defaultMaxBytes) - framing)
      throw new HoplineError(
        'record-too-large',
        `publishing to ${topic.name}: ${size} bytes are more than the topic takes (${topic.maxBytes ?? defaultMaxBytes})`,
      )
    return { topic: topic.name, key, value: bytes, headers }
  }

  const context = (job: Job): Context =>
    new JobContext(
      job,
      (topic, key = job.key) => tables.get(topic.name)?.get(topic, key),
      async (emitted) => {
        await log.append([encode(emitted, job)])
      },
    )

  const failed = (job: Job, value: unknown, failure: NonNullable<ReturnType<typeof failureOf>>): RecordIn[] => {
    const skeleton = skeletonOf(job.record)
    if (!processor.onFailure || !skeleton) return []
    return processor.onFailure({ failure, input: value, topic: job.input.topic, skeleton }).map((emitted) => encode(emitted, job))
  }

  const giveUp = (job: Job, code: ErrorCode, error: unknown): Outcome => {
    const at = now()
    const letter = deadLetter(job.record, { hop: processor.name, attempts: job.attempt, code, error, at })
    const failure = { hop: processor.name, code, message: errors[code].say, at }
    // Where what the input holds does not fit the next record either, what the key and headers tell may.
    for (const value of [job.value, null]) {
      try {
        return { records: [letter, ...failed(job, value, failure)], result: 'dead-letter', code }
      } catch {
        continue
      }
    }
    return { records: [letter], result: 'dead-letter', code }
  }

  const attempt = async (job: Job): Promise<Outcome> => {
    const { record, input } = job
    if (!record.value)
      throw new HoplineError('record-undecodable', `decoding ${record.topic}@${record.partition}:${record.offset}: there is no value`)
    const decoded = codec.decode(input.topic, record.value)
    const value: unknown = decoded instanceof Promise ? await decoded : decoded
    job.value = value
    // From here on, not from when it was read: it may have waited for others of its conversation, or for the registry.
    if (processor.patience === 'deadline') job.deadline = Math.min(job.deadline, Math.max(deadlineOf(record), now() + leastMs))
    const failure = failureOf(value)
    if (failure && processor.onFailure) return { records: failed(job, value, failure), result: 'passed-on' }
    const emitted = await input.handle(value as never, context(job))
    return { records: emitted.map((one) => encode(one, job)), result: 'done' }
  }

  return {
    job: (input, record) => ({
      input,
      record,
      key: record.key?.toString() ?? '',
      deadline: Infinity,
      attempt: 1,
      abort: null,
      value: null,
    }),
    giveUp,
    async work(job) {
      const target = job.record.headers.find(([name]) => name === headerNames.redriveFor)?.[1].toString()
      if (target !== undefined && target !== processor.name) return { records: [], result: 'skipped' }
      for (let wait = 0; ; job.attempt++) {
        try {
          if (wait > 0) await sleep(wait, (job.abort ??= new AbortController()).signal)
          return await attempt(job)
        } catch (thrown) {
          // What a handler throws because it was told to stop says less than why it was told.
          const error: unknown = job.abort?.signal.aborted ? job.abort.signal.reason : thrown
          if (error instanceof Fenced) throw error
          const { code, disposition, retryAt } = classify(error)
          if (disposition === 'stop') throw error
          if (disposition === 'dead-letter') return giveUp(job, code, error)
          wait = Math.max(retryAt - now(), backoff(job.attempt, random()))
          // Without the registry nothing is known of the message, its deadline least of all: it waits for as long as it takes.
          if (now() + wait > job.deadline) return giveUp(job, 'deadline-passed', error)
        }
      }
    },
  }
}

/** Resolves after `ms`; rejects when `signal` aborts. */
const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })

const deadlineOf = ({ headers, timestamp }: LogRecord): number => {
  const told = headers.find(([name]) => name === headerNames.deadline)
  return (told && Number(told[1].toString())) || timestamp + patienceMs
}

/** A redriven record is for one group; what comes of it is for all that follow. */
const carried = (headers: readonly Header[]): readonly Header[] =>
  headers.some(([name]) => name === headerNames.redriveFor) ? headers.filter(([name]) => name !== headerNames.redriveFor) : headers
