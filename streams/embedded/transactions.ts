import { setImmediate as turn } from 'node:timers/promises'
import type { HoplineError } from '../errors.ts'
import { unusable } from './file.ts'
import type { LogFile } from './file.ts'
import type { Partition } from './partitions.ts'

/** Records after which a transaction takes no further write, so that it holds up the event loop for some milliseconds only. */
const weightPerTransaction = 500

/**
 * Group commit: all writes asked for in one turn of the event loop, or while the disk syncs the ones before, share one SQLite
 * transaction. Each is all or nothing on its own, because a write refuses by throwing *before* its first statement; an error
 * of SQLite itself rolls the whole group back.
 */
export const openTransactions = ({ database, sync }: LogFile, file: string, onBroken: () => void) => {
  type Write = { weight: number; run: () => unknown; resolve: (value: never) => void; reject: (error: unknown) => void }
  const queue: Write[] = []
  let working: Promise<void> | null = null
  let trouble: HoplineError | null = null
  /** Partitions that the open transaction gives offsets of, and where they stood before. */
  const touched = new Map<Partition, { next: number; latest: number }>()

  const [begin, commit, rollback] = ['BEGIN', 'COMMIT', 'ROLLBACK'].map((sql) => database.prepare(sql))
  const store = database.prepare('UPDATE partition SET next = ? WHERE id = ?')

  const transact = (writes: readonly Write[]): (() => void)[] => {
    begin!.run()
    try {
      const settle = writes.map(({ run, resolve, reject }) => {
        try {
          const value = run() as never
          return () => resolve(value)
        } catch (error) {
          if (isOfSqlite(error)) throw error
          return () => reject(error)
        }
      })
      for (const partition of touched.keys()) store.run(partition.next, partition.id)
      commit!.run()
      return settle
    } catch (error) {
      for (const [partition, before] of touched) Object.assign(partition, before)
      touched.clear()
      if (database.isTransaction) rollback!.run()
      throw error
    }
  }

  /** The writes at the head of the queue, as many as one transaction takes. */
  const nextWrites = (): Write[] => {
    let weight = 0
    const end = queue.findIndex((write) => (weight += write.weight) >= weightPerTransaction)
    return queue.splice(0, end < 0 ? queue.length : end + 1)
  }

  const work = async (): Promise<void> => {
    while (queue.length > 0) {
      await turn()
      const writes = nextWrites()
      let settle: (() => void)[]
      try {
        if (trouble?.code === 'log-unusable') throw trouble
        settle = transact(writes)
        await sync?.()
        trouble = null
      } catch (error) {
        trouble = unusable(error, file)
        // A full disk is found before the end of the transaction is written. After any other failure of the disk a restart may
        // find the transaction whole, so nobody can tell, and whatever came next would build on sand.
        if (trouble.code === 'log-unusable') onBroken()
        for (const { reject } of writes) reject(trouble)
        continue
      }
      const grown = [...touched.keys()]
      touched.clear()
      for (const partition of grown) partition.end = partition.next
      for (const done of settle) done()
      for (const partition of grown) for (const wake of partition.waiting) wake()
    }
    working = null
  }

  return {
    /** Gives out the next offset of a partition. To be called within a write. */
    take: (partition: Partition, timestamp: number): number => {
      if (!touched.has(partition)) touched.set(partition, { next: partition.next, latest: partition.latest })
      partition.latest = Math.max(partition.latest, timestamp)
      return partition.next++
    },
    /** Leaves out an offset of each partition, as the control record at the end of a Kafka transaction does. */
    skip: (partitions: Iterable<Partition>): void => {
      for (const partition of partitions) partition.next++
    },
    /**
     * Runs `write` in the next transaction. Resolves with what it returns once that is durable.
     * `weight` is the number of records that it writes.
     * @throws what `write` throws; HoplineError service-unavailable where the disk is full and nothing happened, log-unusable where the disk
     *   failed and nobody knows
     */
    submit: <T>(write: () => T, weight = 1): Promise<T> => {
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      queue.push({ weight, run: write, resolve: resolve as (value: never) => void, reject })
      working ??= work()
      return promise
    },
    /** Why the last transaction failed; null where it did not. */
    trouble: () => trouble,
    /** Resolves when no write is under way. */
    idle: async (): Promise<void> => {
      while (working) await working
    },
  }
}

const isOfSqlite = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'

export type Transactions = ReturnType<typeof openTransactions>
