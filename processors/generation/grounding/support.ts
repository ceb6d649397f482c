/** Which stretch of a passage says what a sentence says, and whether that has to do with the question. Thresholds were tuned on claims.json. */
import { dot } from '../../../schemas/index.ts'
import { terms } from '../terms.ts'
import { contradicts } from './polarity.ts'
import type { Source, Stretch, Wording } from './source.ts'

export type Question = { readonly wording: Wording; readonly terms: ReadonlySet<string>; readonly vector: Float32Array }

/** Share of a sentence's words that the stretch must have: with a vector as near as `nearCosine`, or without. */
const leastShare = 0.6
const shareAlone = 0.75
const nearCosine = 0.6
/** Share of the stretch's words that the sentence must have: a fragment of it may mean something else. */
const leastReverse = 0.2
/** Share of a sentence's words that one sentence of a longer stretch must have. */
const leastOfOne = 0.55
/** Words in common that a stretch must have, unless they are nearly all of it: two words of a document can say anything. */
const leastWords = 3
const reverseAlone = 0.8
/** Nearness to the question, below which a sentence that shares no word with it is beside the point. */
const leastAsked = 0.1
/** Nearness to the rest of the passage, on average, that does as well. */
const leastFitting = 0.15

/**
 * The stretch of a passage that supports a sentence best, the shortest where several do; null where none does. `opposed` tells that there is one
 * with the same words that says the opposite.
 */
export const supporting = (
  source: Source,
  text: string,
  words: ReadonlySet<string>,
  vector: Float32Array | null,
  question: Question,
): { stretch: Stretch | null; opposed: boolean } => {
  const heading = terms([source.passage.title, ...source.passage.headings].join(' '))
  let best: { stretch: Stretch; score: number } | null = null
  let opposed = false
  for (const stretch of source.stretches) {
    const common = words.intersection(stretch.terms)
    // Words of the question and of the headings are no news: they may stand in for what the stretch calls “it”.
    const open = words.difference(stretch.terms).difference(question.terms).difference(heading)
    const share = common.size / (common.size + open.size || 1)
    const reverse = common.size / (stretch.terms.size || 1)
    const cosine = vector ? Math.max(0, ...stretch.vectors.map((one) => dot(one, vector))) : 0
    const isWhole = common.size >= leastWords || reverse >= reverseAlone
    const isNear = share >= shareAlone || (share >= leastShare && cosine >= nearCosine)
    const enough = common.size > 0 && isWhole && reverse >= leastReverse && isNear
    if (!enough) continue
    // What is pieced together from several sentences must be mostly of one: else halves of two make a third that nobody wrote.
    const [closest, held] = closestPart(stretch, words)
    if (stretch.parts.length > 1 && held / (common.size + open.size) < leastOfOne) continue
    if (contradicts(text, closest)) {
      opposed = true
      continue
    }
    const score = share + cosine + 0.5 * reverse
    if (!best || score > best.score + 1e-9) best = { stretch, score }
  }
  return { stretch: best?.stretch ?? null, opposed }
}

/** The sentence of a stretch that has most of the words, and how many. */
const closestPart = ({ parts }: Stretch, words: ReadonlySet<string>): readonly [string, number] =>
  parts.map((part) => [part.text, words.intersection(part.terms).size] as const).reduce((best, one) => (one[1] > best[1] ? one : best))

/** That it has to do with the question, or with what else the passage is about: what a document smuggles in has to do with neither. */
export const isAsked = (
  source: Source,
  stretch: Stretch,
  words: ReadonlySet<string>,
  vector: Float32Array | null,
  question: Question,
): boolean => {
  if (!words.isDisjointFrom(question.terms)) return true
  if (!vector) return false
  if (dot(vector, question.vector) >= leastAsked) return true
  const others = source.stretches
    .filter(({ start, end }) => end <= stretch.start || start >= stretch.end)
    .flatMap(({ vectors }) => vectors.slice(0, 1))
  return others.length > 0 && others.reduce((sum, one) => sum + dot(one, vector), 0) / others.length >= leastFitting
}
