/**
 * The extractive answer: picks the sentences, steps and commands of the passages that answer a question, quotes them exactly and cites each.
 * Nothing is said that no document says. It is the default, and what every language model falls back to.
 */
import { dot, type Citation, type Entity, type Passage } from '../../schemas/index.ts'
import { compose, type Composed } from './compose.ts'
import { suits, wantedBy } from './purpose.ts'
import { select, type Scored } from './select.ts'
import { statementsOf, wordsOf, type Statement } from './statements.ts'
import { coverage, terms, weigh } from './terms.ts'

export type Question = { text: string; vector: Float32Array; entities: readonly Pick<Entity, 'type' | 'text' | 'value'>[] }

export type Limits = {
  /** Of the answer; commands and marks count. */
  maxWords?: number
  /** What was quoted already and is not wanted again. */
  said?: readonly Pick<Citation, 'document' | 'start' | 'end'>[]
}

/** @returns null where the passages hold no statement that was not said already */
export const extract = (question: Question, passages: readonly Passage[], { maxWords = 150, said = [] }: Limits = {}): Composed | null => {
  const isSaid = ({ passage: { document }, start, end }: Statement) =>
    said.some((quote) => quote.document === document && quote.start < end && start < quote.end)
  const statements = passages.flatMap(statementsOf).filter((each) => !isSaid(each))
  const wordsOfStatement = new Map(statements.map((each) => [each, terms([...each.headings, each.text, ...each.commands].join(' '))]))
  const weights = weigh(terms(question.text), instanceTerms(question.entities), [...wordsOfStatement.values()])
  const cosine = ({ vector }: Statement) => (vector ? dot(vector, question.vector) : 0)
  const covered = (each: Statement) => coverage(weights, wordsOfStatement.get(each)!)

  const wanted = wantedBy(question.text)
  const scored = statements.map((each): Scored => ({
    ...each,
    score: cosine(each) + 0.5 * covered(each) + 0.3 * each.passage.score + suits(each, wanted),
  }))
  // One document speaks: the best, by retrieval's order, that has something left to say.
  const document = scored[0]?.passage.document
  const own = scored.filter(({ passage }) => passage.document === document).sort((a, b) => a.start - b.start)
  const best = own.toSorted((a, b) => b.score - a.score)[0]
  const picked = select(own, (some, share) => wordsOf(compose(some, best).parts.join('')) <= share * maxWords)
  return picked.length > 0 ? compose(picked, best) : null
}

/** Names of things of the organisation: runbooks speak of such things in general, so that their absence says nothing. */
const instances = new Set(['service', 'host', 'namespace', 'environment', 'cluster', 'kubernetes_object', 'person', 'team', 'customer', 'ticket', 'duration', 'datetime', 'quantity']) // prettier-ignore
const instanceTerms = (entities: Question['entities']): ReadonlySet<string> =>
  terms(entities.filter(({ type }) => instances.has(type)).map(({ text }) => text).join(' ')) // prettier-ignore
