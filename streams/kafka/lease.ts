/** A lease: what was fetched ahead for it, and its producer. */
import { Fenced, OutcomeUnknown, type Batch, type Lease, type LogRecord, type Position } from '../log.ts'
import type { Fetcher, Stream } from './fetcher.ts'
import type { Names } from './names.ts'
import type { Transactions } from './transactions.ts'

/** Per topic of a task: above either, nothing more is fetched. */
const queuedBytes = 2 << 20
const queuedRecords = 4_000

export type HeldLease = Lease & {
  /** Settles with what ended it. */
  readonly ended: Promise<Fenced | OutcomeUnknown>
  end(reason: Fenced | OutcomeUnknown): void
  /** Settles when no commit is under way. */
  quiet(): Promise<unknown>
}

type Ahead = { batch: Batch; bytes: number }

/** Records of one topic between fetch and `next`. */
const createQueue = (at: { topic: string; as: string; partition: number; position: number }, fetcher: Fetcher) => {
  const ahead: Ahead[] = []
  let [bytes, count, given] = [0, 0, at.position]
  let failure: Error | null = null
  let arrived = Promise.withResolvers<void>()
  const notify = () => arrived.resolve()

  const stream: Stream = {
    ...at,
    wants: () => bytes < queuedBytes && count < queuedRecords && failure === null,
    deliver(batch, size) {
      bytes += size
      count += batch.records.length
      ahead.push({ batch, bytes: size })
      notify()
    },
    fail(error) {
      failure = error
      notify()
    },
  }

  /** The front of the queue, up to `max` records. What holds no record moves the position alone. */
  const take = (max: number): Batch => {
    const full = !stream.wants()
    const records: LogRecord[] = []
    while (ahead.length > 0) {
      const { batch, bytes: size } = ahead[0]!
      const room = max - records.length
      if (batch.records.length > room) {
        if (room === 0) break
        for (let i = 0; i < room; i++) records.push(batch.records[i]!)
        ahead[0] = { batch: { ...batch, records: batch.records.slice(room) }, bytes: size }
        given = batch.records[room]!.offset
        break
      }
      for (const record of batch.records) records.push(record)
      given = batch.nextOffset
      bytes -= size
      ahead.shift()
    }
    count -= records.length
    if (full && stream.wants()) fetcher.wake()
    return { topic: at.as, partition: at.partition, records, nextOffset: given }
  }

  return {
    stream,
    async next({ max, waitMs }: { max: number; waitMs: number }, over: AbortSignal): Promise<Batch | null> {
      const until = Date.now() + waitMs
      for (;;) {
        if (over.aborted) return null
        if (count > 0) return take(max)
        if (failure) throw failure
        const left = until - Date.now()
        if (left <= 0) return take(max)
        // A new one each time: one that is never kept would hold on to every wait on it.
        arrived = Promise.withResolvers()
        await either(arrived.promise, left)
      }
    },
    notify,
  }
}

/** Resolves when `event` does, or after `ms`. */
const either = (event: Promise<void>, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void event.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })

/** Begins a lease whose former owner is fenced and whose positions were read after that. */
export const beginLease = (
  at: { group: string; partition: number; handedOver: boolean; topics: readonly string[]; positions: ReadonlyMap<string, Position> },
  { fetcher, transactions, names }: { fetcher: Fetcher; transactions: Transactions; names: Names },
): HeldLease => {
  const { group, partition, handedOver, topics, positions } = at
  const over = new AbortController()
  const ended = Promise.withResolvers<Fenced | OutcomeUnknown>()
  const queues = new Map(
    topics.map((topic) => [
      topic,
      createQueue({ topic: names.topic(topic), as: topic, partition, position: positions.get(topic)?.offset ?? 0 }, fetcher),
    ]),
  )
  for (const { stream } of queues.values()) fetcher.add(stream)
  let committing: Promise<unknown> | null = null

  const end = (reason: Fenced | OutcomeUnknown): void => {
    if (over.signal.aborted) return
    over.abort(reason)
    for (const { stream, notify } of queues.values()) {
      fetcher.remove(stream)
      notify()
    }
    ended.resolve(reason)
  }

  return {
    group,
    partition,
    handedOver,
    positions,
    signal: over.signal,
    ended: ended.promise,
    end,
    quiet: () => Promise.resolve(committing),
    async next(topic, options) {
      const queue = queues.get(topic)
      if (!queue) throw new Error(`The group ${group} does not read ${topic}.`)
      return queue.next(options, over.signal)
    },
    async commit(commit) {
      if (over.signal.aborted) throw new Fenced(`The lease of ${group} on partition ${partition} is over`, { cause: over.signal.reason })
      if (committing) throw new Error(`Two commits of ${group} on partition ${partition} at the same time.`)
      const under = transactions.commit(commit)
      committing = under.catch(() => undefined)
      try {
        return await under
      } catch (error) {
        if (error instanceof Fenced || error instanceof OutcomeUnknown) end(error)
        throw error
      } finally {
        committing = null
      }
    },
  }
}
