/** What the processes count. Names follow Prometheus; labels are bounded: processors, codes and results, never ids or text. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { Aborted, Fenced } from './log.ts'
import type { Job, Outcome } from './work.ts'

export type ProcessorMetrics = {
  finished(job: Job, outcome: Outcome, now: number): void
  committed(records: number, ms: number): void
  notCommitted(error: unknown): void
  leases(count: number): void
}

export type ProcessorState = {
  unfinished: number
  oldestMs: number
  /** Whether it works without something that it should have. */
  degraded: boolean
}

export interface Metrics {
  processor(name: string): ProcessorMetrics
  /** Asks for the state of a processor's tasks each time the page is read. */
  watch(name: string, state: () => ProcessorState): void
  /** The page of `/metrics`. */
  page(): Promise<string>
}

export const openMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const make = { registers: [registry] }
  const records = new Counter({
    ...make,
    name: 'hopline_records_total',
    help: 'Input records finished.',
    labelNames: ['processor', 'result'],
  })
  const duration = new Histogram({
    ...make,
    name: 'hopline_record_duration_seconds',
    help: 'From the append of an input record until it was finished.',
    labelNames: ['processor'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  })
  const deadLetters = new Counter({
    ...make,
    name: 'hopline_dead_letters_total',
    help: 'Records given up.',
    labelNames: ['processor', 'code'],
  })
  const commits = new Histogram({
    ...make,
    name: 'hopline_commit_duration_seconds',
    help: 'One transaction of output records and input positions.',
    labelNames: ['processor'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  })
  const commitRecords = new Histogram({
    ...make,
    name: 'hopline_commit_records',
    help: 'Output records in one transaction.',
    labelNames: ['processor'],
    buckets: [0, 1, 2, 5, 10, 50, 100, 500, 1_000],
  })
  const notCommitted = new Counter({
    ...make,
    name: 'hopline_commits_failed_total',
    help: 'Transactions that did not commit.',
    labelNames: ['processor', 'reason'],
  })
  const leases = new Gauge({ ...make, name: 'hopline_leases', help: 'Tasks held by this process.', labelNames: ['processor'] })
  const states = new Map<string, () => ProcessorState>()
  const unfinished = new Gauge({
    ...make,
    name: 'hopline_unfinished_records',
    help: 'Records read and not finished.',
    labelNames: ['processor'],
  })
  const oldest = new Gauge({
    ...make,
    name: 'hopline_oldest_record_seconds',
    help: 'Age of the oldest record in work.',
    labelNames: ['processor'],
  })
  const degraded = new Gauge({
    ...make,
    name: 'hopline_degraded',
    help: '1 while a processor works without a service that it should have; /readyz says which.',
    labelNames: ['processor'],
  })

  return {
    processor(name) {
      const durations = duration.labels(name)
      const durationOfCommits = commits.labels(name)
      const recordsOfCommits = commitRecords.labels(name)
      // Looking labels up for every record took more time than its handler.
      const finished = {
        done: records.labels(name, 'done'),
        'passed-on': records.labels(name, 'passed-on'),
        skipped: records.labels(name, 'skipped'),
        'dead-letter': records.labels(name, 'dead-letter'),
      }
      return {
        finished: ({ record }, { result, code }, now) => {
          finished[result].inc()
          durations.observe(Math.max(0, now - record.timestamp) / 1_000)
          if (result === 'dead-letter') deadLetters.inc({ processor: name, code: code ?? 'handler-failed' })
        },
        committed: (count, ms) => {
          durationOfCommits.observe(ms / 1_000)
          recordsOfCommits.observe(count)
        },
        notCommitted: (error) =>
          notCommitted.inc({
            processor: name,
            reason:
              error instanceof Fenced ? 'fenced' : error instanceof Aborted ? 'aborted' : error instanceof Error ? error.name : 'unknown',
          }),
        leases: (count) => leases.set({ processor: name }, count),
      }
    },
    watch: (name, state) => void states.set(name, state),
    page: () => {
      for (const [name, state] of states) {
        const now = state()
        unfinished.set({ processor: name }, now.unfinished)
        oldest.set({ processor: name }, now.oldestMs / 1_000)
        degraded.set({ processor: name }, now.degraded ? 1 : 0)
      }
      return registry.metrics()
    },
  }
}
