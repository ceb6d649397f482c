/**
 * The weights of the ranking and of the probability that a question is answered: two small linear models, fitted by
 * `node infra/retrieval/fit.ts`. How well they do on questions that they were not fitted on stands in DECISIONS.md.
 */
import { featureNames, type Features } from './features.ts'
import weights from './weights.json' with { type: 'json' }

export const signalNames = [
  'meaning',
  'sentence',
  'words',
  'document',
  'title',
  'rarest',
  'lead',
  'meaningAhead',
  'wordsAhead',
  'both',
] as const

/** What speaks for the best passage answering the question at all; 0 to 1. */
export type Signals = Readonly<Record<(typeof signalNames)[number], number>>

export type Model = {
  ranking: Features
  answerable: { bias: number; weights: Signals }
}

export const shippedModel: Model = weights

/** Log-odds of a chunk being from the document that answers, up to what all chunks of a question share. */
export const rankingScore = ({ ranking }: Model, features: Features): number =>
  featureNames.reduce((sum, name) => sum + ranking[name] * features[name], 0)

/** Probability, 0 to 1, that the best passages answer. */
export const answerableOf = ({ answerable: { bias, weights } }: Model, signals: Signals): number =>
  1 / (1 + Math.exp(-signalNames.reduce((sum, name) => sum + weights[name] * signals[name], bias)))
