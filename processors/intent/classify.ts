/**
 * Names what a message asks for, from its likeness to examples: kernel ridge regression (Saunders, Gammerman and Vovk 1998) on the likeness
 * of sentence vectors and of words. Solved in closed form at the start; the same examples always give the same classifier.
 */
import { dot } from '../../schemas/index.ts'
import { featuresOf, openWeigher, overlap, type Features } from './features.ts'

export type Example = { label: string; text: string; vector: Float32Array }
export type Scored = { label: string; score: number }
export type Classified = Scored & {
  /** That the best label is not likely enough; `label` is then out_of_scope, and the best label the first alternative. */
  outOfScope: boolean
  alternatives: readonly Scored[]
}

/** Chosen by leave-one-out over the examples; see DECISIONS.md. */
const [vectorShare, width, ridge] = [0.6, 0.3, 0.1]

type Point = { vector: Float32Array; features: Features }

const likeness = (a: Point, b: Point): number =>
  vectorShare * Math.exp((dot(a.vector, b.vector) - 1) / width) + (1 - vectorShare) * overlap(a.features, b.features)

/** @param minScore below which a message is out of scope, 0 to 1 */
export const openClassifier = (examples: readonly Example[], minScore: number) => {
  const labels = [...new Set(examples.map(({ label }) => label))]
  const read = examples.map((example) => ({ ...example, features: featuresOf(example.text) }))
  const weigh = openWeigher(read)
  const points = read.map(({ vector, features }): Point => ({ vector, features: weigh(features) }))

  const matrix = points.map((a, i) => Float64Array.from({ length: i + 1 }, (_, j) => likeness(a, points[j]!) + (i === j ? ridge : 0)))
  const solve = factorise(matrix)
  const weights = labels.map((label) => solve(Float64Array.from(examples, (example) => (example.label === label ? 1 : 0))))
  // The likeness of words is linear: its part of each score folds into one weight a feature and label, and costs no pass over the examples.
  const folded = fold(points, weights)

  return (text: string, vector: Float32Array): Classified => {
    const nearness = Float64Array.from(points, (example) => vectorShare * Math.exp((dot(vector, example.vector) - 1) / width))
    const scores = Float64Array.from(weights, (weight) => inner(weight, nearness))
    for (const [feature, value] of weigh(featuresOf(text))) {
      folded.get(feature)?.forEach((weight, label) => (scores[label]! += (1 - vectorShare) * value * weight))
    }
    const ranked = labels.map((label, i) => ({ label, score: Math.min(1, Math.max(0, scores[i]!)) })).sort((a, b) => b.score - a.score)
    const best = ranked[0] ?? { label: 'out_of_scope', score: 0 }
    if (best.score < minScore) return { label: 'out_of_scope', score: 1 - best.score, outOfScope: true, alternatives: ranked.slice(0, 3) }
    return { ...best, outOfScope: false, alternatives: ranked.slice(1, 4) }
  }
}

const fold = (points: readonly Point[], weights: readonly Float64Array[]): ReadonlyMap<string, Float64Array> => {
  const folded = new Map<string, Float64Array>()
  points.forEach(({ features }, i) => {
    for (const [feature, value] of features) {
      let sums = folded.get(feature)
      if (!sums) folded.set(feature, (sums = new Float64Array(weights.length)))
      for (let label = 0; label < weights.length; label++) sums[label]! += value * weights[label]![i]!
    }
  })
  return folded
}

const inner = (a: Float64Array, b: Float64Array, length = a.length): number => {
  let sum = 0
  for (let i = 0; i < length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Cholesky factorisation of a symmetric positive definite matrix, given by its lower triangle, in place; returns what solves for a right side. */
const factorise = (lower: readonly Float64Array[]) => {
  lower.forEach((row, i) => {
    for (let j = 0; j < i; j++) row[j] = (row[j]! - inner(row, lower[j]!, j)) / lower[j]![j]!
    row[i] = Math.sqrt(row[i]! - inner(row, row, i))
  })
  return (right: Float64Array): Float64Array => {
    const solution = right.slice()
    for (let i = 0; i < lower.length; i++) solution[i] = (solution[i]! - inner(lower[i]!, solution, i)) / lower[i]![i]!
    for (let i = lower.length - 1; i >= 0; i--) {
      let value = solution[i]!
      for (let k = i + 1; k < lower.length; k++) value -= lower[k]![i]! * solution[k]!
      solution[i] = value / lower[i]![i]!
    }
    return solution
  }
}
