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

/** Offsets from `start` up to `end`, which is not one of them. */
type Range = readonly [start: number, end: number]
type Entry = { offset: number; finished: boolean }
type Meta = { mark: Mark | null; finished: readonly Range[] }

/** Offsets that no record has count as whatever their predecessor is, so that control records do not break ranges. */
const rangesOf = (entries: readonly Entry[]): Range[] => {
  const ranges: Range[] = []
  let start: number | null = null
  for (const { offset, finished } of entries) {
    if (finished) start ??= offset
    else if (start !== null) {
      ranges.push([start, offset])
      start = null
    }
  }
  if (start !== null) ranges.push([start, entries.at(-1)!.offset + 1])
  return ranges
}

/** Ranges from `from` on, as a bitmap in base64, or as run lengths in LEB128 (unfinished and finished in turn) where that is shorter. */
const encodeFinished = (from: number, ranges: readonly Range[]): string => {
  if (ranges.length === 0) return ''
  const lengths: number[] = []
  const put = (run: number) => {
    for (; run > 127; run >>>= 7) lengths.push((run & 127) | 128)
    lengths.push(run)
  }
  let at = from
  for (const [start, end] of ranges) {
    put(start - at)
    put(end - start)
    at = end
  }
  const bytes = (at - from + 7) >> 3
  if (lengths.length <= bytes) return 'r' + Buffer.from(lengths).toString('base64url')
  const bitmap = Buffer.alloc(bytes)
  for (const [start, end] of ranges) for (let bit = start - from; bit < end - from; bit++) bitmap[bit >> 3]! |= 1 << (bit & 7)
  return 'b' + bitmap.toString('base64url')
}

const decodeFinished = (from: number, text: string): Range[] => {
  const bytes = Buffer.from(text.slice(1), 'base64url')
  if (text[0] === 'b') {
    const bits = Array.from({ length: bytes.length * 8 }, (_, bit) => ({
      offset: from + bit,
      finished: ((bytes[bit >> 3]! >> (bit & 7)) & 1) === 1,
    }))
    return rangesOf(bits)
  }
  const ranges: Range[] = []
  let at = from
  for (let i = 0, finished = false; i < bytes.length; i++, finished = !finished) {
    let run = 0
    for (let shift = 0; ; shift += 7, i++) {
      const byte = bytes[i] ?? 0
      run |= (byte & 127) << shift
      if (byte < 128 || shift > 28) break
    }
    if (finished) ranges.push([at, at + run])
    at += run
  }
  return ranges
}

/** Reads the metadata of a committed position; text that this code did not write counts as none. */
export const readMeta = ({ offset, meta }: Position): Meta => {
  const [version, owner, trying, finished] = meta.split(';')
  if (version !== '1') return { mark: null, finished: [] }
  return {
    mark: owner ? { owner, ...(trying ? { trying: Number(trying) } : {}) } : null,
    finished: finished ? decodeFinished(offset, finished) : [],
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
  // What the owner before finished, and this one has not come to yet. It is committed along: a third owner must not do it again.
  let earlier = readMeta(committed).finished
  // Accepted records in order of offset; the finished ones at the front are dropped as it goes.
  let entries: Entry[] = []
  let first = 0
  const byOffset = new Map<number, Entry>()
  let next = committed.offset
  let unfinished = 0
  const head = () => entries[first]?.offset ?? next

  return {
    accept(records, nextOffset) {
      const todo = []
      for (const record of records) {
        const finished = earlier.some(([start, end]) => record.offset >= start && record.offset < end)
        const entry = { offset: record.offset, finished }
        if (finished && first === entries.length) continue
        entries.push(entry)
        if (finished) continue
        byOffset.set(record.offset, entry)
        unfinished++
        todo.push(record)
      }
      next = Math.max(next, nextOffset)
      earlier = earlier.flatMap(([start, end]): Range[] => (end > next ? [[Math.max(start, next), end]] : []))
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
      const finished = encodeFinished(offset, [...rangesOf(entries.slice(first)), ...earlier])
      if (!mark && !finished) return { offset, meta: '' }
      return { offset, meta: `1;${mark?.owner ?? ''};${mark?.trying ?? ''};${finished}` }
    },
  }
}
