/**
 * The extractive answer: picks the sentences, steps and commands of the passages that answer a question, quotes them exactly and cites each.
 * Nothing is said that no document says. It is the default, and what every language model falls back to.
 */
import { dot, type Citation, type Entity, type Passage } from '../../schemas/index.ts'
import { purposeOf, suits, type Purpose } from './purpose.ts'
import { shown, statementsOf, wordsOf, type Statement } from './statements.ts'
import { coverage, terms, weigh, type Weights } from './terms.ts'

export type Question = { text: string; vector: Float32Array; entities: readonly Pick<Entity, 'type' | 'text' | 'value'>[] }

/** `parts` joined are the text; each is a whole statement. `relevance` is what the threshold is held against. */
export type Extract = { parts: readonly string[]; citations: readonly Citation[]; relevance: number }

const maxStatements = 7
const maxChunks = 3
/** A statement must reach this share of the best one's score; a lower one while the answer has fewer than `enough` words. */
const share = 0.62
const shareOfShort = 0.25
const enough = 50
/** How much of the question's words counts against the cosine of the vectors: tuned on 76 own questions and 37 that nothing answers. */
const coverageWeight = 0.6

type Scored = Statement & { score: number }

/**
 * @returns null where no passage is relevant enough: nothing is known
 * @param maxWords of the answer; commands and marks count
 * @param minRelevance of the best passage: its best sentence's cosine to the question plus 0.6 × the share of the question's words it holds
 */
export const extract = (question: Question, passages: readonly Passage[], minRelevance: number, maxWords = 150): Extract | null => {
  const statements = passages.flatMap(statementsOf)
  const wordsOfStatement = new Map(
    statements.map((each) => [each, terms([...each.headings.slice(-1), each.text, ...each.commands].join(' '))]),
  )
  const weights = weigh(terms(question.text), instanceTerms(question.entities), [...wordsOfStatement.values()])
  const cosine = ({ vector }: Statement) => (vector ? dot(vector, question.vector) : 0)
  const covered = (each: Statement) => coverage(weights, wordsOfStatement.get(each)!)

  const relevance = relevanceOf(passages, weights, Math.max(0, ...statements.map(cosine)), Math.max(0, ...statements.map(covered)))
  if (relevance < minRelevance) return null

  const purpose = purposeOf(question.text)
  const named = question.entities.filter(({ type }) => ['alert', 'error', 'service'].includes(type)).map(({ value }) => value.toLowerCase())
  const scored = statements
    .map((each): Scored => {
      const text = `${each.text} ${each.commands.join(' ')}`.toLowerCase()
      const mentions = named.some((name) => text.includes(name)) ? 0.1 : 0
      return { ...each, score: cosine(each) + 0.5 * covered(each) + 0.3 * each.passage.score + mentions + suits(each, purpose) }
    })
    .sort((a, b) => b.score - a.score)

  return { ...compose(pick(scored, purpose, maxWords)), relevance }
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
    Math.max(...of.map(({ passage }) => passage.score)) + of.slice(0, 3).reduce((sum, each) => sum + each.score, 0) / 3
  return [...byDocument].map(([document, of]) => ({ document, score: score(of) })).sort((a, b) => b.score - a.score)[0]?.document
}

/** The best statements of one document, within the limits: two documents in one answer contradict each other sooner than they help. */
const pick = (scored: readonly Scored[], purpose: Purpose, maxWords: number): Scored[] => {
  const document = bestDocument(scored)
  const own = scored.filter(({ passage }) => passage.document === document)
  const sectioned = own.some((each) => !isOpening(each))
  const picked: Scored[] = []
  const chunks = new Set<string>()
  let words = 0
  for (const each of own) {
    const cost = wordsOf(render(each, 1))
    const known = chunks.has(each.passage.chunk)
    const opening = sectioned && purpose !== 'understand' && isOpening(each) && picked.some(isOpening)
    if (each.score < (words < enough ? shareOfShort : share) * own[0]!.score || words + cost > maxWords || picked.length === maxStatements)
      continue
    if (opening || (!known && chunks.size === maxChunks) || picked.some((other) => other.text === each.text)) continue
    picked.push(each)
    chunks.add(each.passage.chunk)
    words += cost
  }
  return picked
}

/** What stands before the first section says what the document is about; one sentence of it is enough where somebody wants to act. */
const isOpening = ({ headings, passage, kind }: Statement): boolean =>
  kind === 'prose' && (headings.length === 0 || headings.at(-1) === passage.title)

/** In the order of the document; where nothing of its opening was picked, the best sentence of prose leads. */
const compose = (picked: readonly Scored[]): Omit<Extract, 'relevance'> => {
  const lead = picked.some(isOpening)
    ? undefined
    : picked.find(({ kind, nested, commands }) => kind === 'prose' && !nested && commands.length === 0)
  const rest = picked.filter((each) => each !== lead).sort((a, b) => a.start - b.start)
  const ordered = lead ? [lead, ...rest] : rest
  const citations = ordered.map(({ passage, headings, start, end }): Citation => {
    const { document, revision, title } = passage
    return { document, revision, title, headings, start, end, quote: passage.text.slice(start - passage.start, end - passage.start) }
  })
  let step = 0
  const parts = ordered.map((each, i) => {
    if (each.kind === 'step') step++
    const text = render(each, i + 1, step)
    const inside = each.nested && follows(ordered[i - 1], each)
    return (inside ? indented(text, 3) : text) + (i < ordered.length - 1 ? '\n\n' : '')
  })
  return { parts, citations }
}

/** That nothing but space stands between two statements of a chunk. */
const follows = (before: Statement | undefined, { passage, start }: Statement): boolean =>
  before?.passage === passage && passage.text.slice(before.end - passage.start, start - passage.start).trim() === ''

const render = (statement: Statement, citation: number, step = 1): string => {
  const { line, code } = shown(statement)
  const marker = statement.kind === 'step' ? `${step}. ` : statement.kind === 'point' || statement.kind === 'row' ? '- ' : ''
  const blocks = code.map((block) => indented(block, marker.length))
  return [
    line ? `${marker}${line} [${citation}]` : `From “${statement.headings.at(-1) ?? statement.passage.title}” [${citation}]:`,
    ...blocks,
  ].join('\n\n')
}

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by))
