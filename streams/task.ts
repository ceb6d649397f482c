/**
 * One task: everything between getting a lease and losing it. Order per key, keys side by side, and one transaction for
 * what finished meanwhile. The steps, in this order:
 *
 * 1. The driver has fenced the former owner and read the committed positions.
 * 2. Tables are restored from their compacted topics.
 * 3. A position that was left marked, and not handed over, means that a process ended at work: its first record is tried alone, and is given
 *    up where it had been tried alone already.
 * 4. The positions are committed with this process's mark.
 * 5. Records are read, worked on, and committed: outputs, positions and what finished out of order in one transaction.
 * 6. At drain, what runs is finished and committed, and the mark taken away.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Codec } from './codec.ts'
import { HoplineError } from './errors.ts'
import { Aborted, Fenced, OutcomeUnknown, type Lease, type Log, type LogRecord, type Position } from './log.ts'
import type { ProcessorMetrics } from './metrics.ts'
import { backoff, patiently } from './patiently.ts'
import type { Input, Processor } from './processor.ts'
import { progressFrom, readMeta, windowOffsets, type Mark, type Progress } from './progress.ts'
import { loadTable, type Table } from './tables.ts'
import { interrupt, worker, type Job, type Outcome } from './work.ts'

const maxUnfinished = 2_000
const maxBufferedBytes = 16 << 20
const recordsPerCommit = 1_000
const bytesPerCommit = 4 << 20
/** Positions that moved without a record (control records, aborted ones) are committed this seldom. */
const idleCommitMs = 30_000
/** How long past its deadline a handler may take to notice its signal before it is given up. */
const graceMs = 5_000
const sweepMs = 500

export interface Task {
  /** Settles when the lease is over and nothing runs any more; rejects with what the process can't go on with. */
  readonly ended: Promise<void>
  /** Finishes what runs, commits it in good order, and stops. What does not finish in time is left to the next owner. */
  drain(deadlineMs: number): Promise<void>
  /** Records read and not finished, and the age of the oldest of them in ms. */
  state(): { unfinished: number; oldestMs: number }
}

type Finished = { job: Job; outcome: Outcome }
type Line = { input: Input; progress: Progress; committed: number }

const bytesOf = (records: Outcome['records']): number => records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0)

/** Starts the work of a lease. `owner` names this process, newly made at each start. */
export const startTask = (
  processor: Processor,
  inputs: readonly Input[],
  lease: Lease,
  services: { log: Log; codec: Codec; metrics: ProcessorMetrics; owner: string; now: () => number; random: () => number },
): Task => {
  const { log, codec, metrics, owner, now, random } = services
  const concurrency = processor.concurrency ?? 64
  const tables = new Map<string, Table>()
  const { job: jobOf, work, giveUp } = worker(processor, { log, codec, tables, now, random })
  const lines = new Map<string, Line>()
  for (const input of inputs) {
    const committed = lease.positions.get(input.topic.name) ?? { offset: 0, meta: '' }
    lines.set(input.topic.name, { input, progress: progressFrom(committed), committed: committed.offset })
  }

  const waiting = new Map<string, Job[]>()
  const ready: Job[] = []
  const active = new Set<Job>()
  let done: Finished[] = []
  let buffered = 0
  let draining = false
  let drainUntil = Infinity
  let over = false
  let mark: Mark | null = { owner }
  let changed = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  ended.promise.catch(() => undefined)

  /** Wakes whoever waits for room, for the end of a job, or for a commit. */
  const notify = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  const end = (fatal?: unknown) => {
    if (over) return
    over = true
    for (const job of active) interrupt(job, new Fenced('the lease is over'))
    clearInterval(sweeper)
    clearInterval(idler)
    notify()
    if (fatal === undefined) ended.resolve()
    else ended.reject(fatal as Error)
  }

  const settle = (job: Job, outcome: Outcome) => {
    if (over || !active.delete(job)) return
    buffered += bytesOf(outcome.records)
    for (const { topic, key, value } of outcome.records) tables.get(topic)?.set(key?.toString() ?? '', value, now())
    metrics.finished(job, outcome, now())
    done.push({ job, outcome })
    const next = waiting.get(job.key)?.shift()
    if (next) ready.push(next)
    else waiting.delete(job.key)
    start()
    schedule()
  }

  const run = (job: Job) => {
    active.add(job)
    work(job).then(
      (outcome) => settle(job, outcome),
      // A job is interrupted because its lease is over or its deadline passed; anything else is beyond this task.
      (error: unknown) => (job.abort?.signal.aborted ? undefined : end(error)),
    )
  }

  const start = () => {
    while (!over && !draining && active.size < concurrency && ready.length > 0) run(ready.shift()!)
  }

  const enqueue = (line: Line, records: readonly LogRecord[]) => {
    for (const record of records) {
      const job = jobOf(line.input, record)
      buffered += record.value?.length ?? 0
      const queue = waiting.get(job.key)
      if (queue) queue.push(job)
      else {
        waiting.set(job.key, [])
        ready.push(job)
      }
    }
    start()
  }

  // --- commit ---

  let committing = false
  let scheduled = false

  /** After the present turn, so that what finishes together is committed together. */
  const schedule = () => {
    if (scheduled || committing) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      if (!committing && !over) void commitDone()
    })
  }

  const commitDone = async () => {
    committing = true
    while (done.length > 0 && !over) {
      let count = 0
      let bytes = 0
      for (const { outcome } of done) {
        if (count > 0 && (count >= recordsPerCommit || bytes > bytesPerCommit)) break
        count++
        bytes += bytesOf(outcome.records)
      }
      const taken = done.slice(0, count)
      done = done.slice(count)
      await commit(taken)
    }
    committing = false
    notify()
  }

  let lastCommit = Promise.resolve()

  /**
   * One transaction: what `finished` published, and the positions of their lines and of `also`; tried until it is committed or
   * the lease is over. One after the other, and a record counts as finished only within its own commit: a position that
   * another commit took along would be past outputs that are not there.
   */
  const commit = (finished: readonly Finished[], also: Iterable<Line> = []): Promise<void> =>
    (lastCommit = lastCommit.then(() => commitNow(finished, also)))

  const commitNow = async (finished: readonly Finished[], also: Iterable<Line>) => {
    if (over) return
    const touched = new Set(also)
    for (const { job, outcome } of finished) {
      const line = lines.get(job.record.topic)!
      line.progress.finish(job.record.offset)
      buffered -= (job.record.value?.length ?? 0) + bytesOf(outcome.records)
      touched.add(line)
    }
    const records = finished.flatMap(({ outcome }) => outcome.records)
    const positions = new Map([...touched].map((line) => [line.input.topic.name, line.progress.position(mark)]))
    for (let attempt = 1; !over && (attempt === 1 || now() < drainUntil); attempt++) {
      const began = now()
      try {
        await lease.commit({ records, positions })
        metrics.committed(records.length, now() - began)
        for (const [topic, { offset }] of positions) lines.get(topic)!.committed = offset
        return notify()
      } catch (error) {
        metrics.notCommitted(error)
        if (error instanceof Fenced || error instanceof OutcomeUnknown) return end()
        if (!(error instanceof Aborted)) return end(error)
        await delay(backoff(attempt, random()))
      }
    }
    // Given up at a drain's deadline: its outputs are not there, so nothing of this task may be committed any more.
    end()
  }

  // --- read ---

  const hasRoom = (line: Line) =>
    line.progress.unfinished < maxUnfinished && line.progress.span < windowOffsets && buffered < maxBufferedBytes

  const read = async (line: Line) => {
    while (!over && !draining) {
      if (!hasRoom(line)) {
        await changed.promise
        continue
      }
      const batch = await lease.next(line.input.topic.name, { max: 500, waitMs: 1_000 })
      if (!batch) return
      if (batch.records.length > 0 || batch.nextOffset > line.committed)
        enqueue(line, line.progress.accept(batch.records, batch.nextOffset))
    }
  }

  // --- begin ---

  const untilThere = <T>(ask: () => Promise<T>): Promise<T> => patiently(ask, () => over, random)

  /**
   * The first unfinished record of a line, alone: its predecessor's process ended while it was at work. Returns what was read
   * with it, which has to wait until every line has been tried: whatever else is at work could end the process in its place.
   */
  const tryAlone = async (line: Line, given: Position): Promise<LogRecord[]> => {
    const topic = line.input.topic.name
    const { end: last } = await untilThere(() => log.bounds({ topic, partition: lease.partition }))
    let rest: LogRecord[] = []
    for (let offset = given.offset; rest.length === 0 && offset < last && !over;) {
      const batch = await lease.next(topic, { max: 500, waitMs: 1_000 })
      if (!batch) return []
      rest = line.progress.accept(batch.records, batch.nextOffset)
      offset = batch.nextOffset
    }
    const [first, ...others] = rest
    if (!first) return []
    if (readMeta(given).mark?.trying === first.offset) {
      const job = jobOf(line.input, first)
      active.add(job)
      settle(
        job,
        giveUp(
          job,
          'process-killer',
          new HoplineError(
            'process-killer',
            `processing ${topic}@${lease.partition}:${first.offset}: the process ended twice while it worked on this record`,
          ),
        ),
      )
    } else {
      mark = { owner, trying: first.offset }
      await commit([], [line])
      enqueue(line, [first])
    }
    while (!over && line.progress.head <= first.offset) await changed.promise
    mark = { owner }
    return others
  }

  const begin = async () => {
    for (const topic of processor.tables ?? [])
      tables.set(topic.name, await untilThere(() => loadTable(log, codec, topic, lease.partition, now)))
    const held: [Line, LogRecord[]][] = []
    for (const line of lines.values()) {
      const given = lease.positions.get(line.input.topic.name)
      const left = given && readMeta(given).mark
      if (given && left && left.owner !== owner && !lease.handedOver) held.push([line, await tryAlone(line, given)])
    }
    for (const [line, records] of held) enqueue(line, records)
    await commit([], lines.values())
    await Promise.all([...lines.values()].map(read))
  }

  const sweeper = setInterval(() => {
    const at = now()
    for (const job of active) {
      if (at < job.deadline) continue
      const late = new HoplineError(
        'handler-timeout',
        `processing ${job.record.topic}@${lease.partition}:${job.record.offset}: not finished by its deadline`,
      )
      job.abort?.abort(late)
      if (at > job.deadline + graceMs) settle(job, giveUp(job, 'handler-timeout', late))
    }
  }, sweepMs)
  const idler = setInterval(() => {
    const moved = [...lines.values()].filter((line) => line.progress.head > line.committed)
    if (moved.length > 0) void commit([], moved)
  }, idleCommitMs)

  if (lease.signal.aborted) end()
  lease.signal.addEventListener('abort', () => end(), { once: true })
  begin().catch((error: unknown) => (lease.signal.aborted ? end() : end(error)))

  return {
    ended: ended.promise,
    async drain(deadlineMs) {
      draining = true
      drainUntil = now() + deadlineMs
      notify()
      const timer = setInterval(notify, 100)
      while (!over && (active.size > 0 || done.length > 0 || committing) && now() < drainUntil) await changed.promise
      clearInterval(timer)
      for (const job of active) interrupt(job, new Fenced('shutting down'))
      // Also where something did not finish: its process is stopped in good order, and no record is to blame.
      if (!over && !committing) {
        mark = null
        await commit([], lines.values())
      }
      end()
    },
    state() {
      let oldest = now()
      let unfinished = 0
      for (const { progress } of lines.values()) unfinished += progress.unfinished
      for (const job of active) oldest = Math.min(oldest, job.record.timestamp)
      return { unfinished, oldestMs: active.size > 0 ? now() - oldest : 0 }
    },
  }
}
