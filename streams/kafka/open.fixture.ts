/** Opens logs for a test suite, under names that no other suite and no other run uses. */
import { randomUUID } from 'node:crypto'
import { afterAll } from 'vitest'
import type { Lease, Log } from '../log.ts'
import { openKafka } from './kafka.ts'
import { kafkaSettings, type KafkaSettings } from './settings.ts'

export const testSettings = (settings: Partial<Record<keyof KafkaSettings, string>>): KafkaSettings => {
  const run = `t${randomUUID().slice(0, 8)}.`
  return kafkaSettings.parse({ HOPLINE_TOPIC_PREFIX: run, HOPLINE_GROUP_PREFIX: run, HOPLINE_SESSION_TIMEOUT_MS: '6000', ...settings })
}

/** A maker of logs that are closed at the end of the suite. */
export const logOpener = (): ((settings: KafkaSettings) => Promise<Log>) => {
  const logs: Log[] = []
  afterAll(() => Promise.all(logs.map((log) => log.close())))
  return async (settings) => {
    const log = await openKafka(settings)
    logs.push(log)
    return log
  }
}

/**
 * Passes each record of `from` on to `to` under a lease, ten at a time, until the lease is over; a commit that failed is
 * tried again where nothing of it happened.
 */
export const passThrough = async (lease: Lease, from: string, to: string): Promise<void> => {
  for (;;) {
    const batch = await lease.next(from, { max: 10, waitMs: 500 })
    if (!batch) return
    if (batch.records.length === 0) continue
    const records = batch.records.map(({ key, value, partition }) => ({ topic: to, partition, key, value }))
    const positions = new Map([[from, { offset: batch.nextOffset, meta: '' }]])
    while (!lease.signal.aborted) {
      try {
        await lease.commit({ records, positions })
        break
      } catch (error) {
        if ((error as Error).name !== 'Aborted') break
      }
    }
  }
}
