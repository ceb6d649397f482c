/**
 * How far a task has come on one topic: which records are finished, in whatever order they finished, and how that is
 * written into a committed position, so that a restart neither repeats nor loses one.
 */
import type { Position } from './log.ts'

/** Furthest that work may run ahead of the first unfinished record, in offsets; as a bitmap it is 1,366 characters of the 4,096 that a broker keeps. */
export const windowOffsets = 8_192

export type Mark = {
  /** The process that owns the lease; a position that was left marked was not left in good order. */
  owner: string
  /** The one record that was worked on alone when the mark was made, because its predecessor's process ended. */
  trying?: number
}

type Meta = { mark: Mark | null; finished: (offset: number) => boolean }

/**
 * Bits of finished offsets, the first for `from + 1`; base64 of the bitmap, or of its run lengths as LEB128 where that is
 * shorter. Offsets that no record has count as whatever their predecessor is, so that control records do not break runs.
 */
const encodeFinished = (from: number, entries: readonly { offset: number; finished: boolean }[]): string => {
  let last = -1
  for (let i = entries.length - 1; i >= 0 && last < 0; i--) if (entries[i]!.finished) last = i
  if (last < 0) return ''
  const end = entries[last]!.offset + 1
  const runs: number[] = []
  let state = false
  let start = from
  for (let i = 0; i <= last; i++) {
    const { offset, finished } = entries[i]!
    if (finished === state) continue
    runs.push(offset - start)
    start = offset
    state = finished
  }
  runs.push(end - start)
  const lengths: number[] = []
  for (let run of runs) {
    for (; run > 127; run >>>= 7) lengths.push((run & 127) | 128)
    lengths.push(run)
  }
  const bytes = (end - from + 7) >> 3
  if (lengths.length <= bytes) return 'r' + Buffer.from(lengths).toString('base64url')
  const bitmap = Buffer.alloc(bytes)
  let at = from
  runs.forEach((run, i) => {
    if (i % 2 === 1) for (let bit = at - from; bit < at - from + run; bit++) bitmap[bit >> 3]! |= 1 << (bit & 7)
    at += run
  })
  return 'b' + bitmap.toString('base64url')
}

const decodeFinished = (from: number, text: string): ((offset: number) => boolean) => {
  const bytes = Buffer.from(text.slice(1), 'base64url')
  if (text[0] === 'b') return (offset) => offset >= from && ((bytes[(offset - from) >> 3] ?? 0) & (1 << ((offset - from) & 7))) !== 0
  const ranges: [number, number][] = []
  let at = from
  let state = false
  for (let i = 0; i < bytes.length; i++) {
    let run = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[i] ?? 0
      run |= (byte & 127) << shift
      if (byte < 128 || shift > 28) break
      i++
    }
    if (state) ranges.push([at, at + run])
    at += run
    state = !state
  }
  return (offset) => offset < at && ranges.some(([start, end]) => offset >= start && offset < end)
}

/** Reads the metadata of a committed position; text that this code did not write counts as none. */
export const readMeta = ({ offset, meta }: Position): Meta => {
  const [version, owner, trying, finished] = meta.split(';')
  if (version !== '1') return { mark: null, finished: () => false }
  return {
    mark: owner ? { owner, ...(trying ? { trying: Number(trying) } : {}) } : null,
    finished: finished ? decodeFinished(offset, finished) : () => false,
  }
}

export interface Progress {
  /** Takes in what was read. Returns the records still to be done: those that no earlier owner finished. */
  accept<R extends { offset: number }>(records: readonly R[], nextOffset: number): R[]
  finish(offset: number): void
  /** The first unfinished offset; where all is finished, the next to be read. */
  readonly head: number
  /** Records accepted and not finished. */
  readonly unfinished: number
  /** Offsets between the first unfinished record and the last accepted one. */
  readonly span: number
  /** What to commit now: the first unfinished offset, with what is finished beyond it in the metadata. */
  position(mark: Mark | null): Position
}

/** Progress from a committed position on. */
export const progressFrom = (committed: Position): Progress => {
  const earlier = readMeta(committed)
  // Accepted records in order of offset; the finished ones at the front are dropped as it goes.
  let entries: { offset: number; finished: boolean }[] = []
  let first = 0
  const byOffset = new Map<number, { offset: number; finished: boolean }>()
  let next = committed.offset
  let unfinished = 0
  const head = () => entries[first]?.offset ?? next

  return {
    accept(records, nextOffset) {
      const todo = []
      for (const record of records) {
        const finished = earlier.finished(record.offset)
        const entry = { offset: record.offset, finished }
        if (finished && first === entries.length) continue
        entries.push(entry)
        if (finished) continue
        byOffset.set(record.offset, entry)
        unfinished++
        todo.push(record)
      }
      next = Math.max(next, nextOffset)
      return todo
    },
    finish(offset) {
      const entry = byOffset.get(offset)
      if (!entry) return
      byOffset.delete(offset)
      entry.finished = true
      unfinished--
      while (first < entries.length && entries[first]!.finished) first++
      if (first > 1_024 && first * 2 > entries.length) {
        entries = entries.slice(first)
        first = 0
      }
    },
    get head() {
      return head()
    },
    get unfinished() {
      return unfinished
    },
    get span() {
      return next - head()
    },
    position(mark) {
      const offset = head()
      const finished = encodeFinished(offset, entries.slice(first))
      if (!mark && !finished) return { offset, meta: '' }
      return { offset, meta: `1;${mark?.owner ?? ''};${mark?.trying ?? ''};${finished}` }
    },
  }
}
