import { calibrationError } from './calibration.ts'

export type Prediction = {
  readonly label: string
  /** 0 to 1. */
  readonly score: number
  /** Whether the message was rejected at the threshold. */
  readonly outOfScope: boolean
  /** How sure it is that the message is in scope, for the AUROC; `score` where it is not given. */
  readonly inScopeScore?: number
}

export type Row = { readonly text: string; readonly label: string; readonly predicted: Prediction }

type Scores = { precision: number; recall: number; f1: number }

export type IntentReport = {
  n: number
  /** Over all lines; a rejected in-scope line is wrong, a rejected out-of-scope line right. */
  accuracy: number
  inScopeAccuracy: number
  /** Mean F1 of the labels that occur in the lines, out_of_scope among them. */
  macroF1: number
  /** `out_of_scope` is the positive class. */
  outOfScope: Scores & { auroc: number }
  perClass: Record<string, Scores & { n: number }>
  /** What was taken for what, most often first; the first 20. */
  confusion: { expected: string; predicted: string; n: number }[]
  /** Whether the scores of the predictions are how often they are right: 0 is best. */
  calibration: { ece: number }
}

const rejected = 'out_of_scope'

/** Scores of an intent classifier at its threshold, and the threshold-free AUROC of its rejection. Shares are 0 to 1; a share of nothing is 0. */
export const evaluateIntents = (rows: readonly Row[]): IntentReport => {
  const pairs = rows.map(({ label, predicted }) => ({ expected: label, got: predicted.outOfScope ? rejected : predicted.label }))
  const inScope = pairs.filter(({ expected }) => expected !== rejected)
  const right = (list: typeof pairs): number => share(list.filter(isRight).length, list.length)
  const labels = [...new Set(rows.map(({ label }) => label))].sort()
  const perClass = Object.fromEntries(
    labels.map((label) => [label, { n: pairs.filter(({ expected }) => expected === label).length, ...scoresOf(label, pairs) }]),
  )
  const sureness = (row: Row): number => row.predicted.inScopeScore ?? row.predicted.score
  const outside = rows.filter(({ label }) => label === rejected).map(sureness)
  const inside = rows.filter(({ label }) => label !== rejected).map(sureness)
  return {
    n: rows.length,
    accuracy: right(pairs),
    inScopeAccuracy: right(inScope),
    macroF1: share(
      Object.values(perClass).reduce((sum, { f1 }) => sum + f1, 0),
      labels.length,
    ),
    outOfScope: { ...scoresOf(rejected, pairs), auroc: auroc(outside, inside) },
    perClass,
    confusion: confusions(pairs),
    calibration: { ece: calibrationError(rows.map(({ predicted: { score } }, i) => ({ score, isRight: isRight(pairs[i]!) }))) },
  }
}

type Pair = { expected: string; got: string }

const isRight = ({ expected, got }: Pair): boolean => expected === got

const confusions = (pairs: readonly Pair[]): IntentReport['confusion'] =>
  [
    ...Map.groupBy(
      pairs.filter((pair) => !isRight(pair)),
      ({ expected, got }) => JSON.stringify([expected, got]),
    ).values(),
  ]
    .map((same) => ({ expected: same[0]!.expected, predicted: same[0]!.got, n: same.length }))
    .sort((a, b) => b.n - a.n)
    .slice(0, 20)

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

const scoresOf = (label: string, pairs: readonly Pair[]): Scores => {
  const expected = pairs.filter((pair) => pair.expected === label).length
  const got = pairs.filter((pair) => pair.got === label).length
  const both = pairs.filter((pair) => pair.expected === label && pair.got === label).length
  return { precision: share(both, got), recall: share(both, expected), f1: share(2 * both, expected + got) }
}

/** The chance that a low one is below a high one, ties half (Mann–Whitney U over ranks); 0 where there is none of either. */
const auroc = (low: readonly number[], high: readonly number[]): number => {
  const all = [...low.map((score) => ({ score, high: false })), ...high.map((score) => ({ score, high: true }))].sort(
    (a, b) => a.score - b.score,
  )
  let rankSum = 0
  for (let from = 0, to = 0; from < all.length; from = to) {
    while (to < all.length && all[to]!.score === all[from]!.score) to++
    const meanRank = (from + 1 + to) / 2
    for (let index = from; index < to; index++) if (all[index]!.high) rankSum += meanRank
  }
  return share(rankSum - (high.length * (high.length + 1)) / 2, low.length * high.length)
}
