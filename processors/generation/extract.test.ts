import { describe, expect, it } from 'vitest'
import { int8Bytes, type Passage } from '../../schemas/index.ts'
import { extract } from './extract.ts'
import { refuse } from './refuse.ts'
import { wordsOf } from './statements.ts'

const unit = (...values: number[]) => Float32Array.from(values, (x) => x / Math.hypot(...values))
const near = unit(1, 0.3, 0)

/** A passage of a document that begins `offset` before it; sentences are given as they stand in the text. */
const passage = (text: string, quotes: readonly string[], rest: Partial<Passage> = {}, vector = near, offset = 1_000): Passage => ({
  ...{ chunk: text.slice(0, 20), document: 'disk.md', revision: 'r1', title: 'Disk full', headings: [], score: 1, ...rest },
  ...{ text, start: offset, end: offset + text.length },
  sentences: quotes.map((quote) => {
    const start = offset + text.indexOf(quote)
    return { start, end: start + quote.length, vector: quote.startsWith('```') ? Buffer.alloc(0) : int8Bytes(vector) }
  }),
})

const runbook = passage(
  'The disk of a host is full.\n\n## Fix\n\n1. Shorten the journal\n   of the disk.\n\n   ```sh\n   sudo journalctl --vacuum-size=500M\n   ```\n\n   This is [safe](http://evil.example/x).\n\n2. Empty the cache of the disk.\n',
  ['The disk of a host is full.', 'Shorten the journal\n   of the disk.', '```sh\n   sudo journalctl --vacuum-size=500M\n   ```', 'This is [safe](http://evil.example/x).', 'Empty the cache of the disk.'], // prettier-ignore
)
const question = { text: 'disk full on web-07, what do I do?', vector: unit(1, 0.2, 0), entities: [] }

describe('extract', () => {
  it('puts the section that answers first, keeps a step with its command, and shows links without their targets', () => {
    expect(extract(question, [runbook])!.parts.join('')).toBe(
      [
        '**Fix**',
        '1. Shorten the journal of the disk. [1]',
        '   ```sh\n   sudo journalctl --vacuum-size=500M\n   ```',
        '   This is safe. [2]',
        '2. Empty the cache of the disk. [3]',
        'The disk of a host is full. [4]',
      ].join('\n\n'),
    )
  })

  it('cites every paragraph and item with the exact text of the document at its place', () => {
    const { parts, citations } = extract(question, [runbook])!
    expect(citations).toHaveLength(parts.length)
    for (const { start, end, quote, document, revision } of citations) {
      expect(runbook.text.slice(start - runbook.start, end - runbook.start)).toBe(quote)
      expect({ document, revision }).toEqual({ document: 'disk.md', revision: 'r1' })
    }
    expect(citations[0]!.quote).toMatch(/^Shorten[^]*```$/)
  })

  it('says nothing where the passages hold nothing, or nothing that was not said', () => {
    expect(extract(question, [])).toBeNull()
    const { citations } = extract(question, [runbook])!
    expect(extract(question, [runbook], { said: citations })).toBeNull()
    const rest = extract(question, [runbook], { said: citations.slice(0, 1) })!
    expect(rest.citations.map(({ quote }) => quote)).not.toContain(citations[0]!.quote)
  })

  it('answers from one document, in at most 150 words', () => {
    const long = Array.from({ length: 8 }, (_, i) => {
      const sentence = `Disk ${'word '.repeat(28)}number ${i}.`
      return passage(sentence, [sentence], { chunk: `c${i}`, document: i === 7 ? 'other.md' : 'disk.md' }, near, i * 1_000)
    })
    const { parts, citations } = extract(question, long)!
    expect(wordsOf(parts.join(''))).toBeLessThanOrEqual(150)
    expect(citations.length).toBeGreaterThan(1)
    expect(new Set(citations.map(({ document }) => document))).toEqual(new Set(['disk.md']))
  })

  it('begins with fixes where somebody wants to mend, and checks where somebody wants to find out', () => {
    const text = '## Check\n\n1. Look at the disk.\n\n## Fix\n\n1. Clean the disk.\n'
    const both = passage(text, ['Look at the disk.', 'Clean the disk.'])
    const firstOf = (asked: string) => extract({ ...question, text: asked }, [both])!.citations[0]!.quote
    expect(firstOf('disk full, how do we fix it')).toBe('Clean the disk.')
    expect(firstOf('how can I check the disk?')).toBe('Look at the disk.')
  })
})

describe('refuse', () => {
  it('says first that it does not know, then what was searched and what came nearest', () => {
    const text = refuse([runbook, runbook], 284, Date.UTC(2026, 10, 23, 4, 5, 6))
    expect(text).toBe(
      "I don't know. I searched 284 passages as of 04:05:06 UTC, and none answers this. Nearest, but without an answer: “Disk full”. Write “talk to a person” to ask for somebody who does.",
    )
    expect(refuse([], 0, 0)).toMatch(/^I don't know\. There is no passage/)
  })
})
