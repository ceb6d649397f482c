import type { Citation } from '../../schemas/index.ts'

/** One question, what it should have given, and what it gave. */
export type Row = {
  /** Documents that answer it; none means that it can't be answered. */
  readonly documents: readonly string[]
  /** Regular expressions (flags `iu`) that all match the reply's text. */
  readonly mustContain: readonly string[]
  readonly predicted: {
    readonly answer: string
    readonly refused: boolean
    /** Documents as retrieved, best first; a document may come several times. */
    readonly retrieved: readonly string[]
    readonly citations: readonly Pick<Citation, 'document' | 'start' | 'end' | 'quote'>[]
    /** From the question to the reply, in ms. */
    readonly ms: number
  }
}

export type AnswerReport = {
  n: number
  /** Over the answerable: a listed document is first, or among the first five distinct ones. */
  hit1: number
  hit5: number
  /** Mean of 1 / rank of the first listed document; 0 where none was retrieved. */
  mrr: number
  /** Over the answerable: not refused, and all that it must contain is there. */
  contains: number
  /** Over all citations: the quote is the document's text at its span. */
  citationsHold: number
  refusedUnanswerable: number
  refusedAnswerable: number
  /** Citations of a document that was not retrieved or does not exist. */
  inventedCitations: number
  words: { p50: number; p95: number }
  /** ms */
  latency: { p50: number; p99: number }
}

/** Longest reply, in words, that counts as containing anything. */
const mostWords = 150

/**
 * Scores answers.
 * @param textOf the text of a document, or undefined where there is none of that name
 * @throws SyntaxError where a line's `must_contain` is no regular expression
 */
export const evaluateAnswers = (rows: readonly Row[], textOf: (document: string) => string | undefined): AnswerReport => {
  const answerable = rows.filter(({ documents }) => documents.length > 0)
  const unanswerable = rows.filter(({ documents }) => documents.length === 0)
  const ranks = answerable.map(rankOf)
  const citations = rows.flatMap(({ predicted }) => predicted.citations.map((citation) => ({ citation, retrieved: predicted.retrieved })))
  const counts = rows.map(({ predicted }) => wordsOf(predicted.answer))
  const times = rows.map(({ predicted }) => predicted.ms)
  return {
    n: rows.length,
    hit1: share(ranks.filter((rank) => rank === 1).length, answerable.length),
    hit5: share(ranks.filter((rank) => rank <= 5).length, answerable.length),
    mrr: share(
      ranks.reduce((sum, rank) => sum + 1 / rank, 0),
      answerable.length,
    ),
    contains: share(answerable.filter(containsAll).length, answerable.length),
    citationsHold: share(
      citations.filter(({ citation }) => textOf(citation.document)?.slice(citation.start, citation.end) === citation.quote).length,
      citations.length,
    ),
    refusedUnanswerable: share(unanswerable.filter(({ predicted }) => predicted.refused).length, unanswerable.length),
    refusedAnswerable: share(answerable.filter(({ predicted }) => predicted.refused).length, answerable.length),
    inventedCitations: citations.filter(
      ({ citation, retrieved }) => !retrieved.includes(citation.document) || textOf(citation.document) === undefined,
    ).length,
    words: { p50: percentile(counts, 0.5), p95: percentile(counts, 0.95) },
    latency: { p50: percentile(times, 0.5), p99: percentile(times, 0.99) },
  }
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** Rank of the first listed document among the distinct retrieved ones, from 1; Infinity where there is none. */
const rankOf = ({ documents, predicted }: Row): number => {
  const index = [...new Set(predicted.retrieved)].findIndex((document) => documents.includes(document))
  return index < 0 ? Infinity : index + 1
}

const wordsOf = (text: string): number => text.split(/\s+/).filter(Boolean).length

const containsAll = (row: Row): boolean => !row.predicted.refused && wordsOf(row.predicted.answer) <= mostWords && missing(row).length === 0

/** What the answer must contain and does not. */
export const missing = ({ mustContain, predicted }: Row): string[] =>
  mustContain.filter((pattern) => !new RegExp(pattern, 'iu').test(predicted.answer))

export type Verdict = 'right' | 'lacking' | 'refused' | 'answered'

/** `lacking`: what it must contain is not all there; `refused`: it could be answered; `answered`: it could not. */
export const verdictOf = (row: Row): Verdict => {
  if (row.documents.length === 0) return row.predicted.refused ? 'right' : 'answered'
  return row.predicted.refused ? 'refused' : containsAll(row) ? 'right' : 'lacking'
}

/** Nearest rank; 0 of nothing. */
const percentile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)] ?? 0
