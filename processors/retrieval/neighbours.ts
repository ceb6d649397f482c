/** What stands beside a chunk in its document and is understood only together with it. */
import type { StoredChunk } from './chunk-store.ts'

/** A chunk of fewer words says little by itself. */
const short = 60

const item = /^[ \t>]*(?:\d+[.)]|[-*+])[ \t]/
const firstLine = (text: string): string => /^.*$/m.exec(text)?.[0] ?? ''

/** That a list or its commands go on from the end of one text to the beginning of the next. */
const cuts = (text: string, next: string): boolean =>
  (item.test(firstLine(next)) || /^[ \t>]*(?:```|~~~)/.test(next)) && text.split('\n').some((line) => item.test(line))

const isShort = (text: string): boolean => (text.match(/\S+/g)?.length ?? 0) < short

const sameSection = (a: StoredChunk, b: StoredChunk): boolean =>
  a.passage.headings.length === b.passage.headings.length && a.passage.headings.every((heading, i) => heading === b.passage.headings[i])

/** The chunk after it and the one before it, where they are of the same section and a list is cut between them or the chunk is short. */
export const neighboursOf = (chunk: StoredChunk, at: (slot: number) => StoredChunk): StoredChunk[] => {
  const { slots } = chunk.document
  const place = slots.indexOf(chunk.slot)
  const [before, after] = [slots[place - 1], slots[place + 1]].map((slot) => (slot === undefined ? null : at(slot)))
  const { text } = chunk.passage
  return [
    ...(after && sameSection(chunk, after) && (isShort(text) || cuts(text, after.passage.text)) ? [after] : []),
    ...(before && sameSection(before, chunk) && (isShort(text) || cuts(before.passage.text, text)) ? [before] : []),
  ]
}
