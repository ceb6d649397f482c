/**
 * The extractive answer: picks the sentences, steps and commands of the passages that answer a question, quotes them exactly and cites each.
 * Nothing is said that no document says. It is the default, and what every language model falls back to.
 */
import { dot, type Citation, type Entity, type Passage } from '../../schemas/index.ts'
import { compose } from './compose.ts'
import { suits, wantedBy } from './purpose.ts'
import { select, type Scored } from './select.ts'
import { statementsOf, wordsOf, type Statement } from './statements.ts'
import { coverage, terms, weigh, type Weights } from './terms.ts'

export type Question = { text: string; vector: Float32Array; entities: readonly Pick<Entity, 'type' | 'text' | 'value'>[] }

/** `parts` joined are the text; each is a whole statement. `relevance` is what the threshold is held against. */
export type Extract = { parts: readonly string[]; citations: readonly Citation[]; relevance: number }

/** How much of the question's words counts against the cosine of the vectors: tuned on 76 own questions and 37 that nothing answers. */
const coverageWeight = 0.6
const maxChunks = 3

export type Limits = {
  /** Of the best passage: its best sentence's cosine to the question plus 0.6 × the share of the question's words it holds. */
  minRelevance: number
  /** Of the answer; commands and marks count. */
  maxWords?: number
  /** What was quoted already and is not wanted again. */
  said?: readonly Pick<Citation, 'document' | 'start' | 'end'>[]
}

/** @returns null where no passage is relevant enough: nothing is known */
export const extract = (
  question: Question,
  passages: readonly Passage[],
  { minRelevance, maxWords = 150, said = [] }: Limits,
): Extract | null => {
  const isSaid = ({ passage: { document }, start, end }: Statement) =>
    said.some((quote) => quote.document === document && quote.start < end && start < quote.end)
  const statements = passages.flatMap(statementsOf).filter((each) => !isSaid(each))
  const wordsOfStatement = new Map(statements.map((each) => [each, terms([...each.headings, each.text, ...each.commands].join(' '))]))
  const weights = weigh(terms(question.text), instanceTerms(question.entities), [...wordsOfStatement.values()])
  const cosine = ({ vector }: Statement) => (vector ? dot(vector, question.vector) : 0)
  const covered = (each: Statement) => coverage(weights, wordsOfStatement.get(each)!)

  const relevance = relevanceOf(passages, weights, Math.max(0, ...statements.map(cosine)), Math.max(0, ...statements.map(covered)))
  if (relevance < minRelevance) return null

  const wanted = wantedBy(question.text)
  const scored = statements.map((each): Scored => ({
    ...each,
    score: cosine(each) + 0.5 * covered(each) + 0.3 * each.passage.score + suits(each, wanted),
  }))
  const document = bestDocument(scored)
  const own = scored.filter(({ passage }) => passage.document === document).sort((a, b) => a.start - b.start)
  const best = own.toSorted((a, b) => b.score - a.score)[0]
  const picked = select(own, (some, share) => wordsOf(compose(some, best).parts.join('')) <= share * maxWords)
  return picked.length > 0 ? { ...compose(picked, best), relevance } : null
}

/** Names of things of the organisation: runbooks speak of such things in general, so that their absence says nothing. */
const instances = new Set(['service', 'host', 'namespace', 'environment', 'cluster', 'kubernetes_object', 'person', 'team', 'customer', 'ticket', 'duration', 'datetime', 'quantity']) // prettier-ignore
const instanceTerms = (entities: Question['entities']): ReadonlySet<string> =>
  terms(entities.filter(({ type }) => instances.has(type)).map(({ text }) => text).join(' ')) // prettier-ignore

const relevanceOf = (passages: readonly Passage[], weights: Weights, bestCosine: number, bestCoverage: number): number => {
  const ofPassages = passages
    .slice(0, maxChunks)
    .map(({ title, headings, text }) => coverage(weights, terms([title, ...headings, text].join(' '))))
  return bestCosine + coverageWeight * Math.max(bestCoverage, ...ofPassages, 0)
}

/** The document that answers best: by its best passage and its three best statements. */
const bestDocument = (scored: readonly Scored[]): string | undefined => {
  const byDocument = Map.groupBy(scored, ({ passage }) => passage.document)
  const score = (of: readonly Scored[]) =>
    Math.max(...of.map(({ passage }) => passage.score)) +
    of
      .map((each) => each.score)
      .sort((a, b) => b - a)
      .slice(0, 3)
      .reduce((sum, each) => sum + each, 0) /
      3
  return [...byDocument].map(([document, of]) => ({ document, score: score(of) })).sort((a, b) => b.score - a.score)[0]?.document
}
