import type { Lease, Log, Membership, RecordIn } from '../log.ts'

/**
 * A chain of hops that hand records on as they are, one group per hop, for tests and measurements of the log alone.
 * `beside` are records that a hop commits together with one that it hands on.
 */
export const passThrough = (
  log: Log,
  topics: readonly string[],
  beside: (hop: number, value: Buffer) => readonly RecordIn[] = () => [],
): Promise<readonly Membership[]> =>
  Promise.all(
    topics.slice(1).map((to, hop) => {
      const from = topics[hop]!
      const work = async (lease: Lease): Promise<void> => {
        for (let batch; (batch = await lease.next(from, { max: 500, waitMs: 10_000 }));) {
          const records = batch.records.flatMap(({ partition, key, value, headers }) => [
            { topic: to, partition, key, value, headers },
            ...beside(hop, value!),
          ])
          await lease.commit({ records, positions: new Map([[from, { offset: batch.nextOffset, meta: '' }]]) })
        }
      }
      return log.join({ group: `hop ${hop}`, topics: [from], onLease: (lease) => void work(lease) })
    }),
  )
