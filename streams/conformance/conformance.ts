/**
 * The rules of the Log port, as tests that both drivers pass.
 *
 * A driver runs them from a test file of its own:
 *
 *     conformance('Kafka', async () => ({ log, another, topic, compact, close }))
 *
 * `open` is called once for all rules. Rules share the log and keep apart by name: every topic and group name comes from
 * `topic()`, so that a broker that outlives the run is no obstacle.
 */
import { afterAll, beforeAll, describe } from 'vitest'
import type { Log } from '../log.ts'
import { compactionRules } from './compaction.ts'
import { groupRules } from './groups.ts'
import { placementRules } from './placement.ts'
import { readingRules } from './reading.ts'
import { recordRules } from './records.ts'
import { transactionRules } from './transactions.ts'

/** A log and what the rules need around it. What is optional is skipped, by name, where a driver has no such thing. */
export type Harness = {
  log: Log
  /** A second client of the same log, for a second member; the same Log where one process owns the log. */
  another(): Promise<Log>
  /** A topic or group name that no other rule and no other run uses. */
  topic(name: string): string
  /** A client that can die as a killed process does: without leaving its groups. */
  mortal?(): Promise<{ log: Log; die(): Promise<void> }>
  /** Resolves once the older values of each key of a compacted topic, as it is now, are gone. May append records with keys of its own. */
  compact?(topic: string): Promise<void>
  /** Closes every log handed out. */
  close(): Promise<void>
}

export const conformance = (name: string, open: () => Promise<Harness>): void => {
  describe(`the log port on ${name}`, { timeout: 120_000 }, () => {
    let opened: Harness | undefined
    const harness = (): Harness => {
      if (!opened) throw new Error(`The log of ${name} did not open.`)
      return opened
    }
    beforeAll(async () => {
      opened = await open()
    }, 120_000)
    afterAll(async () => opened?.close(), 60_000)

    describe('placement', () => placementRules(harness))
    describe('records', () => recordRules(harness))
    describe('reading', () => readingRules(harness))
    describe('transactions', () => transactionRules(harness))
    describe('groups', () => groupRules(harness))
    describe('compaction', () => compactionRules(harness))
  })
}
