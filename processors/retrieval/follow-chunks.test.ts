import { describe, expect, it } from 'vitest'
import type { DocumentChunks } from '../../schemas/index.ts'
import { followChunks, type FollowChunks } from './follow-chunks.ts'
import type { Mark, SnapshotFile } from './snapshot.ts'

type Kept = Map<string, DocumentChunks>
const document = (revision: string) => ({ revision }) as DocumentChunks
const record = (offset: number, key: string, revision: string | null) => ({
  ...{ key, value: revision === null ? null : document(revision), partition: 0, offset, timestamp: 1_000_000 + offset },
})
type Log = ReturnType<typeof record>[]

/** Followers of a log that hands over what it has when told. */
const followerOf = (log: Log) => {
  const waiting: (() => void)[] = []
  const starts: (number | undefined)[] = []
  const follow: FollowChunks = (onRecord, from) => {
    starts.push(from?.getTime())
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push(() => {
      for (const one of log) if (!from || one.timestamp >= from.getTime()) onRecord(one)
      resolve()
    })
    return { caughtUp: promise }
  }
  const handOver = async () => {
    waiting.shift()!()
    await new Promise((turn) => setImmediate(turn))
  }
  return { follow, starts, handOver }
}
const fileOf = (marks: readonly Mark[] | null, documents: Kept): SnapshotFile & { written: [readonly Mark[], Kept][] } => {
  const written: [readonly Mark[], Kept][] = []
  return {
    written,
    read(onDocument) {
      for (const [key, value] of documents) onDocument(key, value)
      return Promise.resolve(marks)
    },
    write(marks, documents) {
      written.push([marks, new Map(documents)])
      return Promise.resolve()
    },
  }
}

const openOn = async (log: Log, snapshot: SnapshotFile) => {
  const kept: Kept = new Map()
  const index = {
    put: (key: string, value: DocumentChunks) => void kept.set(key, value),
    remove: (key: string) => void kept.delete(key),
    clear: () => kept.clear(),
    documents: () => kept,
  }
  const source = followerOf(log)
  const followed = await followChunks(index, source.follow, { snapshot, saveMs: 1e9, onProblem: () => undefined })
  const revisions = () => Object.fromEntries([...kept].map(([key, { revision }]) => [key, revision]))
  return { ...source, followed, revisions }
}

const log = [record(0, 'a', 'a1'), record(1, 'b', 'b1'), record(2, 'a', 'a2'), record(3, 'b', null), record(4, 'c', 'c1')]

describe('followChunks', () => {
  it('is not usable before all is read where there is no snapshot, and writes one at the end', async () => {
    const file = fileOf(null, new Map())
    const { followed, handOver, revisions, starts } = await openOn(log, file)
    expect([followed.isUsable(), starts]).toEqual([false, [undefined]])
    await handOver()
    expect([followed.isUsable(), followed.isCaughtUp(), revisions()]).toEqual([true, true, { a: 'a2', c: 'c1' }])
    await followed.close()
    expect(file.written).toEqual([[[{ partition: 0, offset: 4, timestamp: 1_000_004 }], new Map(Object.entries({ a: document('a2'), c: document('c1') }))]]) // prettier-ignore
  })

  it('reads only what came after a snapshot, with a margin for clocks, and applies nothing twice', async () => {
    const file = fileOf([{ partition: 0, offset: 2, timestamp: 1_000_002 }], new Map(Object.entries({ a: document('a2'), b: document('b1') }))) // prettier-ignore
    const { followed, handOver, revisions, starts } = await openOn(log, file)
    expect(starts).toEqual([1_000_002 - 60_000])
    await handOver()
    expect([followed.isCaughtUp(), revisions()]).toEqual([true, { a: 'a2', c: 'c1' }])
  })

  it.each([
    ['its last record is not there', { partition: 0, offset: 9, timestamp: 1_000_009 }],
    ['its last record is another one', { partition: 0, offset: 2, timestamp: 1_000_001 }],
  ])('reads all anew where the log is not the one of the snapshot: %s', async (_how, mark) => {
    const { followed, handOver, revisions, starts } = await openOn(log, fileOf([mark], new Map([['stranger', document('s')]])))
    await handOver()
    expect([followed.isUsable(), starts.length]).toEqual([false, 2])
    await handOver()
    expect([followed.isCaughtUp(), revisions()]).toEqual([true, { a: 'a2', c: 'c1' }])
  })
})
