/** Which statements of a document make the answer: those that score best, their neighbours, and the lines that introduce them. */
import { sectionOf, type Statement } from './statements.ts'

export type Scored = Statement & { score: number }

/** Tuned on two collections; see DECISIONS.md. */
export const tuning = {
  /** How much a statement is helped by the best one of its section. */
  section: 0.35,
  /** How much it is helped by a picked one beside it: what is read in one piece is understood. */
  beside: 0.08,
  /** What is below this share of the best score is left out; */
  least: 0.35,
  /** a lower share, while the answer is short. */
  leastOfShort: 0.25,
}

/** An answer of fewer than this share of its words is short. */
const shortShare = 0.5

/**
 * @param own statements of one document in reading order
 * @param fits whether an answer of these statements has at most this share of the words that it may have
 * @returns the picked ones in reading order
 */
export const select = (own: readonly Scored[], fits: (picked: readonly Scored[], share: number) => boolean): Scored[] => {
  const bestOf = new Map<string, number>()
  for (const each of own) bestOf.set(sectionOf(each), Math.max(bestOf.get(sectionOf(each)) ?? -Infinity, each.score))
  const base = own.map((each) => (1 - tuning.section) * each.score + tuning.section * bestOf.get(sectionOf(each))!)
  const best = Math.max(...base)
  const picked = new Set<number>()
  const tried = new Set<number>()
  const statements = (of: Iterable<number>) => [...of].sort((a, b) => a - b).map((i) => own[i]!)
  const isBeside = (i: number, j: number) => picked.has(j) && sectionOf(own[j]!) === sectionOf(own[i]!)
  for (;;) {
    let next = -1
    let priority = best * (fits(statements(picked), shortShare) ? tuning.leastOfShort : tuning.least)
    for (const [i, score] of base.entries()) {
      if (picked.has(i) || tried.has(i)) continue
      const own = score + (isBeside(i, i - 1) || isBeside(i, i + 1) ? tuning.beside : 0)
      if (own > priority) [next, priority] = [i, own]
    }
    if (next < 0) break
    tried.add(next)
    const wanted = new Set([...picked, next, ...introductions(own, next)])
    if (fits(statements(wanted), 1)) for (const i of wanted) picked.add(i)
  }
  return statements([...picked].filter((i) => !isIntroduction(own[i]!) || introduces(own, i, picked)))
}

const isItem = ({ kind }: Statement): boolean => kind === 'point' || kind === 'step'
const isIntroduction = ({ text, commands }: Statement): boolean => text.endsWith(':') && commands.length === 0

/** The lines with a colon that a list item hangs on, nearest first: it says little without them. */
const introductions = (own: readonly Statement[], at: number): number[] => {
  const found: number[] = []
  let { indent } = own[at]!
  if (!isItem(own[at]!)) return found
  for (let i = at - 1; i >= 0; i--) {
    const each = own[i]!
    if (sectionOf(each) !== sectionOf(own[at]!)) break
    if (!isItem(each)) return isIntroduction(each) ? [...found, i] : found
    if (each.indent >= indent) continue
    indent = each.indent
    found.push(i)
  }
  return found
}

const introduces = (own: readonly Statement[], at: number, picked: ReadonlySet<number>): boolean =>
  own.some((_, i) => i > at && picked.has(i) && introductions(own, i).includes(at))
