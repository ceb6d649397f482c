/** Runs a processor on a log: joins its group, works on each lease it is given, and stops in good order. */
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Codec } from './codec.ts'
import type { Lease, Log } from './log.ts'
import { openLookup } from './lookup.ts'
import type { Metrics } from './metrics.ts'
import { patiently } from './patiently.ts'
import type { Follower, Opened, Processor } from './processor.ts'
import { startTask, type Task } from './task.ts'

export interface Running {
  readonly name: string
  /** What keeps it from being ready, in a sentence, or null. */
  notReady(): string | null
  /** What it does without at present, in a sentence, or null. */
  degraded(): string | null
  state(): { unfinished: number; oldestMs: number }
  /** Rejects when the processor cannot go on; never resolves otherwise. */
  readonly failed: Promise<never>
  /** Finishes what runs, commits it, leaves the group. */
  drain(deadlineMs: number): Promise<void>
}

/** Newly made at each start: a position that bears another name was left by another process. */
const owner = randomUUID().slice(0, 8)

/**
 * Opens a processor and works until it is drained.
 * @throws what `open` of the processor, `prepare` of the codec or `join` of the log throw
 */
export const runProcessor = async <Settings extends z.ZodObject, Ports>(
  processor: Processor<Settings, Ports>,
  settings: z.infer<Settings>,
  ports: Ports,
  services: { log: Log; codec: Codec; metrics: Metrics; now?: () => number; random?: () => number },
): Promise<Running> => {
  const { log, codec, metrics, now = Date.now, random = Math.random } = services
  const stop = new AbortController()
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)

  await codec.prepare([...processor.to])
  const opened: Opened = await processor.open(settings, ports, follower(log, codec, stop.signal, failed.reject), (topic) =>
    openLookup({ log, codec }, topic, stop.signal, failed.reject),
  )
  const counts = metrics.processor(processor.name)
  const tasks = new Map<Lease, Task>()
  let draining = false

  const membership = await log.join({
    group: processor.name,
    topics: processor.from.map(({ name }) => name),
    onLease(lease) {
      // What would begin now would only be interrupted: the next owner begins it.
      if (draining) return
      const task = startTask(processor as unknown as Processor, opened.inputs, lease, { log, codec, metrics: counts, owner, now, random })
      tasks.set(lease, task)
      counts.leases(tasks.size)
      task.ended.then(
        () => tasks.delete(lease) && counts.leases(tasks.size),
        (error: unknown) => failed.reject(error),
      )
    },
  })

  const degraded = () => opened.degraded?.() ?? null
  const state = () => {
    let unfinished = 0
    let oldestMs = 0
    for (const task of tasks.values()) {
      const one = task.state()
      unfinished += one.unfinished
      oldestMs = Math.max(oldestMs, one.oldestMs)
    }
    return { unfinished, oldestMs, degraded: degraded() !== null }
  }
  metrics.watch(processor.name, state)

  return {
    name: processor.name,
    notReady: () => opened.notReady?.() ?? null,
    degraded,
    state,
    failed: failed.promise,
    async drain(deadlineMs) {
      draining = true
      await Promise.all([...tasks.values()].map((task) => task.drain(deadlineMs)))
      await membership.leave()
      stop.abort()
      await opened.close?.()
    },
  }
}

/** `follow` of the log, decoded, for what a processor reads beside its input. */
const follower =
  (log: Log, codec: Codec, signal: AbortSignal, onFailed: (error: unknown) => void): Follower =>
  (topic, onRecord, from) => {
    const caughtUp = Promise.withResolvers<void>()
    log
      .follow({
        topics: [topic.name],
        from: from ?? 'start',
        signal,
        onCaughtUp: caughtUp.resolve,
        async onBatch({ records }) {
          for (const { key, value, partition, offset, timestamp } of records) {
            // Whoever follows can do nothing about a record that can't be read; the processor that made it is told by its own errors.
            const decoded =
              value &&
              (await patiently(
                async () => codec.decode(topic, value),
                () => signal.aborted,
              ).catch(() => null))
            onRecord({ key: key?.toString() ?? '', value: decoded, partition, offset, timestamp })
          }
        },
      })
      .catch((error: unknown) => (signal.aborted ? undefined : onFailed(error)))
    return { caughtUp: caughtUp.promise }
  }
