import type { Tokens } from './tokens.ts'

/** A named thing: places in UTF-16 code units, `end` exclusive; `score` is the mean probability of its tokens' tags, 0 to 1. */
export type Span = { type: string; start: number; end: number; score: number }

/**
 * The spans of the most likely sequence of tags in which an inside follows only a begin or an inside of its own type (Viterbi 1967).
 * @param logits of each token, one row after the other: outside, then begin and inside of each type; the first and last token have no tag
 */
export const spansOf = (logits: Float32Array, { ids, starts, ends }: Tokens, types: readonly string[]): Span[] => {
  const tags = 1 + 2 * types.length
  const rows = Array.from({ length: ids.length - 2 }, (_, i) => logits.subarray((i + 1) * tags, (i + 2) * tags))
  const spans: Span[] = []
  let [open, tokens] = [null as Span | null, 0]
  const close = () => {
    if (open) spans.push({ ...open, score: open.score / tokens })
    open = null
  }
  likeliest(rows, tags).forEach((tag, i) => {
    const [start, end, score] = [starts[i + 1]!, ends[i + 1]!, tag === 0 ? 0 : probability(rows[i]!, tag)]
    if (open && isInside(tag)) {
      open = { ...open, end, score: open.score + score }
      tokens++
      return
    }
    close()
    if (tag !== 0) [open, tokens] = [{ type: types[(tag - 1) >> 1]!, start, end, score }, 1]
  })
  close()
  // A character that becomes several pieces (a Hangul syllable) can have two tags; the first counts.
  return spans.filter(({ start }, i) => start >= (spans[i - 1]?.end ?? 0))
}

const isInside = (tag: number): boolean => tag !== 0 && tag % 2 === 0

const likeliest = (rows: readonly Float32Array[], tags: number): number[] => {
  let best = Float64Array.from({ length: tags }, (_, tag) => (isInside(tag) ? -Infinity : 0))
  const from: Uint16Array[] = []
  rows.forEach((row, i) => {
    const top = indexOfMax(best)
    const back = new Uint16Array(tags)
    const next = new Float64Array(tags)
    for (let tag = 0; tag < tags; tag++) {
      const before = i === 0 ? tag : !isInside(tag) ? top : best[tag - 1]! >= best[tag]! ? tag - 1 : tag
      back[tag] = before
      next[tag] = best[before]! + row[tag]!
    }
    from.push(back)
    best = next
  })
  const path: number[] = []
  for (let i = rows.length - 1, tag = indexOfMax(best); i >= 0; tag = from[i--]![tag]!) path.unshift(tag)
  return path
}

const indexOfMax = (values: Float64Array): number => {
  let top = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[top]!) top = i
  return top
}

const probability = (logits: Float32Array, index: number): number => {
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - logits[index]!)
  return 1 / sum
}
