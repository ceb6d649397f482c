import { describe, expect, it } from 'vitest'
import { evaluateAnswers, missing, verdictOf, type Row } from './evaluate.ts'

const texts = new Map([
  ['a.md', 'Raise the limit.'],
  ['b.md', 'Restart it.'],
])
const textOf = (document: string): string | undefined => texts.get(document)
const row = (documents: string[], predicted: Partial<Row['predicted']>, mustContain: string[] = []): Row => ({
  documents,
  mustContain,
  predicted: { answer: '', refused: false, retrieved: [], citations: [], ms: 0, ...predicted },
})
const cite = (document: string, quote: string, start = 0) => ({ document, start, end: start + quote.length, quote })

describe('evaluateAnswers', () => {
  it('ranks distinct documents, and any listed one counts', () => {
    const rows = [
      row(['a.md', 'x.md'], { retrieved: ['a.md'] }),
      row(['b.md'], { retrieved: ['a.md', 'a.md', 'b.md'] }),
      row(['b.md'], { retrieved: ['1', '2', '3', '4', '5', 'b.md'] }),
      row(['b.md'], { retrieved: [] }),
    ]
    const { hit1, hit5, mrr } = evaluateAnswers(rows, textOf)
    expect([hit1, hit5]).toEqual([1 / 4, 2 / 4])
    expect(mrr).toBeCloseTo((1 + 1 / 2 + 1 / 6 + 0) / 4)
  })

  it('wants every pattern in at most 150 words of a reply that is no refusal', () => {
    const patterns = ['LIMIT', '\\braise']
    const text = 'Raise the limit.'
    const rows = [
      row(['a.md'], { answer: text }, patterns),
      row(['a.md'], { answer: 'The limit.' }, patterns),
      row(['a.md'], { answer: text, refused: true }, patterns),
      row(['a.md'], { answer: `${text} ${'word '.repeat(148)}` }, patterns),
      row([], { answer: text }, patterns),
    ]
    expect(evaluateAnswers(rows, textOf).contains).toBe(1 / 4)
  })

  it('holds a citation to its document at its span, and counts those of documents that were not found', () => {
    const rows = [
      row(['a.md'], {
        retrieved: ['a.md', 'gone.md'],
        citations: [cite('a.md', 'limit', 10), cite('a.md', 'limit', 9), cite('b.md', 'Restart'), cite('gone.md', 'x')],
      }),
    ]
    expect(evaluateAnswers(rows, textOf)).toMatchObject({ citationsHold: 2 / 4, inventedCitations: 2 })
  })

  it('tells refusals of what can and of what can not be answered apart', () => {
    const rows = [row([], { refused: true }), row([], {}), row([], { refused: true }), row(['a.md'], { refused: true }), row(['a.md'], {})]
    const report = evaluateAnswers(rows, textOf)
    expect([report.refusedUnanswerable, report.refusedAnswerable]).toEqual([2 / 3, 1 / 2])
  })

  it('says of each answer what it lacks', () => {
    const rows = [
      row(['a.md'], { answer: 'Raise the limit.' }, ['raise']),
      row(['a.md'], { answer: 'Raise it.' }, ['raise', 'limit']),
      row(['a.md'], { refused: true }),
      row([], { answer: 'x' }),
      row([], { refused: true }),
    ]
    expect(rows.map(verdictOf)).toEqual(['right', 'lacking', 'refused', 'answered', 'right'])
    expect(missing(rows[1]!)).toEqual(['limit'])
  })

  it('takes percentiles by nearest rank', () => {
    const rows = Array.from({ length: 100 }, (_, index) => row([], { ms: index + 1, answer: 'w '.repeat(index + 1) }))
    expect(evaluateAnswers(rows, textOf)).toMatchObject({ words: { p50: 50, p95: 95 }, latency: { p50: 50, p99: 99 } })
    expect(evaluateAnswers([], textOf)).toMatchObject({ n: 0, words: { p50: 0, p95: 0 }, latency: { p50: 0, p99: 0 } })
  })
})
