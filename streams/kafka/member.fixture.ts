/**
 * A member in a process of its own, for tests that stop or kill it. On each lease it takes the first record, says so to its
 * parent, and at the parent's word commits an output for it and says what came of that.
 */
import type { Lease } from '../log.ts'
import { openKafka } from './kafka.ts'
import type { KafkaSettings } from './settings.ts'

export type Told = { took: string; epoch: number } | { came: string; epoch: number }

const [settings, group, from, to] = JSON.parse(process.argv[2]!) as [KafkaSettings, string, string, string]
const say = (told: Told) => process.send!(told)

const work = async (lease: Lease, epoch: number): Promise<void> => {
  const go = new Promise((resolve) => process.once('message', resolve))
  for (;;) {
    const batch = await lease.next(from, { max: 1, waitMs: 1000 })
    if (!batch) return
    const [record] = batch.records
    if (!record) continue
    say({ took: String(record.value), epoch })
    await go
    const positions = new Map([[from, { offset: batch.nextOffset, meta: '' }]])
    const came = await lease.commit({ records: [{ topic: to, key: record.key, value: record.value }], positions }).then(
      () => 'committed',
      (error: unknown) => (error as Error).name,
    )
    say({ came, epoch })
    return
  }
}

let leases = 0
const log = await openKafka(settings)
await log.join({ group, topics: [from], onLease: (lease) => void work(lease, ++leases) })
