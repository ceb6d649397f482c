/** Keeps an index as the topic of chunks is: from a snapshot, where there is one of the same log, and then record by record. */
import type { DocumentChunks } from '../../schemas/index.ts'
import type { Mark, SnapshotFile } from './snapshot.ts'

type ChunkRecord = { key: string; value: DocumentChunks | null; partition: number; offset: number; timestamp: number }

/** Records of the topic from its start, or from a time on (ms since 1970); `caughtUp` settles when what was there has been handed over. */
export type FollowChunks = (onRecord: (record: ChunkRecord) => void, from?: Date) => { caughtUp: Promise<void> }

export type Followed = {
  put(key: string, document: DocumentChunks): void
  remove(key: string): void
  /** Forgets all. */
  clear(): void
  documents(): Iterable<readonly [key: string, document: DocumentChunks]>
}

/** Clocks of those who append differ: records before the last known one may have been appended after it. */
const marginMs = 60_000

/**
 * @param options.saveMs how often a snapshot is written where something changed
 * @param options.onProblem told of a snapshot that could not be written; the next one is tried all the same
 */
export const followChunks = async (
  index: Followed,
  follow: FollowChunks,
  options: { snapshot: SnapshotFile | null; saveMs: number; onProblem: (error: unknown) => void },
) => {
  const { snapshot, saveMs, onProblem } = options
  /** By partition, the last record that was applied. */
  const marks = new Map<number, Mark>()
  const usable = Promise.withResolvers<void>()
  const caughtUp = Promise.withResolvers<void>()
  let changed = false
  let state: 'reading' | 'usable' | 'caught up' = 'reading'

  const apply = ({ key, value, partition, offset, timestamp }: ChunkRecord) => {
    if (value) index.put(key, value)
    else index.remove(key)
    marks.set(partition, { partition, offset, timestamp })
    changed = true
  }
  const nowUsable = () => {
    if (state === 'reading') state = 'usable'
    usable.resolve()
  }
  const done = () => {
    state = 'caught up'
    usable.resolve()
    caughtUp.resolve()
  }

  const fromStart = () => {
    index.clear()
    marks.clear()
    void follow(apply).caughtUp.then(done)
  }

  const known = (await snapshot?.read((key, document) => index.put(key, document))) ?? []
  if (known.length === 0) fromStart()
  else {
    for (const mark of known) marks.set(mark.partition, mark)
    // Each is met again where the log is the one that the snapshot was made of. A compaction may have taken one: then all is read anew.
    const unmet = new Map(known.map((mark) => [mark.partition, mark]))
    let ignored = false
    const earliest = Math.min(...known.map(({ timestamp }) => timestamp)) - marginMs
    const following = follow((record) => {
      if (ignored) return
      const mark = unmet.get(record.partition)
      if (mark && record.offset === mark.offset && record.timestamp === mark.timestamp) unmet.delete(record.partition)
      // What the log says of a document after the snapshot holds from here on, whether all has been read or not.
      if (unmet.size === 0) nowUsable()
      if (record.offset > (marks.get(record.partition)?.offset ?? -1)) apply(record)
    }, new Date(earliest))
    void following.caughtUp.then(() => {
      if (unmet.size === 0) return done()
      ignored = true
      fromStart()
    })
  }

  let saving = Promise.resolve()
  const save = () => {
    if (!snapshot || !changed || state !== 'caught up') return saving
    changed = false
    return (saving = saving.then(() => snapshot.write([...marks.values()], index.documents())).catch(onProblem))
  }
  const timer = setInterval(() => void save(), saveMs)
  timer.unref()

  return {
    /** Settles when all that was there at the start has been read, or when a snapshot of the same log is in place. */
    usable: usable.promise,
    caughtUp: caughtUp.promise,
    isUsable: () => state !== 'reading',
    isCaughtUp: () => state === 'caught up',
    async close() {
      clearInterval(timer)
      await save()
    },
  }
}
