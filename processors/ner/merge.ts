import type { Entity, Spotted } from '../../schemas/index.ts'
import { entityTypes, type EntityType, type Found } from './found.ts'
import { trust, trustInForm } from './trust.ts'
import { valueOf } from './values.ts'

/** What the sources say of one text. Offsets count its UTF-16 code units. */
export type Evidence = {
  /** Names of the gazetteer. */
  readonly known: readonly Found[]
  /** Candidates of the recognisers; they may overlap. */
  readonly recognised: readonly Found[]
  /**
   * Spans of the token classifier; those that are no span of the text, or of no type, are left out. Undefined where it did not run: then
   * what the recognisers find is all there is, and is taken.
   */
  readonly spotted?: readonly Spotted[] | undefined
}

/** Above every chance. */
const certain = 2

type Candidate = Found & { chance: number }

/**
 * The entities of a text, in order and not overlapping: each candidate has a chance of being right, those below one half go, and of
 * those that overlap the likeliest stands, of equally likely ones the longest, then the type that comes first in `entityTypes`.
 * A name of the gazetteer is certain. Two sources that give the same span and type are independent witnesses: both would
 * have to be wrong.
 * @param sentAt ms since 1970; relative times count from it
 */
export const merge = (text: string, sentAt: number, { known, recognised, spotted }: Evidence): Entity[] => {
  const candidates = new Map<string, Candidate>()
  const add = (found: Found, chance: number): void => {
    const key = `${found.type} ${found.start} ${found.end}`
    const other = candidates.get(key)
    candidates.set(key, other ? { ...other, chance: 1 - (1 - other.chance) * (1 - chance) } : { ...found, chance })
  }
  for (const found of known) add(found, certain)
  for (const { form, ...found } of unique(recognised)) {
    if (spotted) add(found, form ? trustInForm[form] : trust[found.type].recognised)
    else if (form !== 'weak') add(found, 1)
  }
  for (const { type, start: from, end: to, score } of spotted ?? []) {
    if (!isType(type) || from < 0 || from >= to || to > text.length) continue
    const [start, end] = wholeWords(text, from, to)
    add({ type, start, end, value: valueOf(type, text, start, end, sentAt) }, Math.min(score, 1) * trust[type].spotted)
  }
  return withoutOverlaps(
    [...candidates.values()].filter(({ chance }) => chance >= 0.5),
    text.length,
  ).map(({ type, start, end, value }) => ({
    type,
    text: text.slice(start, end),
    start,
    end,
    value,
  }))
}

/** A classifier works on pieces of words: a span that cuts a word is widened to its ends. */
const wholeWords = (text: string, start: number, end: number): [start: number, end: number] => {
  while (start > 0 && isLetter(text[start - 1]) && isLetter(text[start])) start--
  while (end < text.length && isLetter(text[end]) && isLetter(text[end - 1])) end++
  return [start, end]
}
const isLetter = (unit: string | undefined): boolean => unit !== undefined && /[\p{L}\p{M}\p{N}]/u.test(unit)

const isType = (type: string): type is EntityType => rank.has(type as EntityType)

const rank = new Map(entityTypes.map((type, index) => [type, index]))

/** Each span and type once, in its surest form: two patterns of one recogniser are one witness. */
const unique = (found: readonly Found[]): Found[] => {
  const surest = found.toReversed().sort((a, b) => surety[a.form ?? 'plain'] - surety[b.form ?? 'plain'])
  return [...new Map(surest.map((one) => [`${one.type} ${one.start} ${one.end}`, one])).values()]
}
const surety = { weak: 0, plain: 1, sure: 2 }

const withoutOverlaps = (candidates: readonly Candidate[], length: number): Found[] => {
  const best = candidates.toSorted(
    (a, b) => b.chance - a.chance || b.end - b.start - (a.end - a.start) || rank.get(a.type)! - rank.get(b.type)! || a.start - b.start,
  )
  const taken = new Uint8Array(length)
  const chosen = best.filter(({ start, end }) => {
    if (taken.subarray(start, end).includes(1)) return false
    taken.fill(1, start, end)
    return true
  })
  return chosen.sort((a, b) => a.start - b.start)
}
