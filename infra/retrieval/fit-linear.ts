/** Fits the weights of linear models, none of them below 0, by Adam (Kingma and Ba 2015) on the whole data. */

/** @param gradient of the loss at these weights */
const descend = (start: readonly number[], free: ReadonlySet<number>, gradient: (weights: readonly number[]) => readonly number[]) => {
  const weights = [...start]
  const [mean, square] = [weights.map(() => 0), weights.map(() => 0)]
  const [rate, keepMean, keepSquare, steps] = [0.15, 0.9, 0.999, 200]
  for (let step = 1; step <= steps; step++) {
    for (const [i, slope] of gradient(weights).entries()) {
      mean[i] = keepMean * mean[i]! + (1 - keepMean) * slope
      square[i] = keepSquare * square[i]! + (1 - keepSquare) * slope ** 2
      weights[i]! -= (rate * (mean[i] / (1 - keepMean ** step))) / (Math.sqrt(square[i] / (1 - keepSquare ** step)) + 1e-8)
      if (!free.has(i)) weights[i] = Math.max(0, weights[i]!)
    }
  }
  return weights
}

const dot = (a: readonly number[], b: readonly number[]): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** What is ranked for one question: groups (documents) of items (chunks), and whether a group is right. */
export type Groups = readonly { items: readonly (readonly number[])[]; right: boolean }[]

/**
 * Weights that make the right groups likely: the log-likelihood of a softmax over groups, each standing for its best item, less
 * `ridge` × the squares of the weights.
 * @param used which weights may differ from 0
 */
export const fitRanking = (questions: readonly Groups[], used: readonly boolean[], ridge: number): number[] => {
  const usable = questions.filter((groups) => groups.some(({ right }) => right))
  const start = used.map((one) => (one ? 4 : 0))
  return descend(start, new Set(), (weights) => {
    const slope = weights.map((weight) => ridge * weight)
    for (const groups of usable) {
      const best = groups.map(({ items, right }) => {
        let [item, score] = [items[0]!, -Infinity]
        for (const one of items) {
          const own = dot(weights, one)
          if (own > score) [item, score] = [one, own]
        }
        return { item, right, score }
      })
      const most = Math.max(...best.map(({ score }) => score))
      const odds = best.map(({ score }) => Math.exp(score - most))
      const all = odds.reduce((sum, x) => sum + x, 0)
      const rights = best.reduce((sum, { right }, i) => sum + (right ? odds[i]! : 0), 0)
      for (const [i, { item, right }] of best.entries()) {
        const share = odds[i]! / all - (right ? odds[i]! / rights : 0)
        for (const [k, x] of item.entries()) if (used[k]) slope[k]! += (share * x) / usable.length
      }
    }
    return slope
  })
}

export type Labelled = { signals: readonly number[]; yes: boolean; weight: number }

/** Logistic regression; the bias alone may be below 0, and bears no ridge. */
export const fitLogistic = (rows: readonly Labelled[], width: number, ridge: number): { bias: number; weights: number[] } => {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0)
  const fitted = descend(new Array<number>(width + 1).fill(1), new Set([width]), (all) => {
    const slope = all.map((weight, i) => (i < width ? ridge * weight : 0))
    for (const { signals, yes, weight } of rows) {
      const x = [...signals, 1]
      const off = (1 / (1 + Math.exp(-dot(all, x))) - (yes ? 1 : 0)) * (weight / total)
      for (const [k, value] of x.entries()) slope[k]! += off * value
    }
    return slope
  })
  return { bias: fitted[width]!, weights: fitted.slice(0, width) }
}
