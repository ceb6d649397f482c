import { describe, expect, it } from 'vitest'
import type { Passage } from '../../schemas/index.ts'
import { compose } from './compose.ts'
import { statementsOf } from './statements.ts'

/** A passage whose sentences are the given parts of its text. */
const passage = (text: string, sentences: readonly string[], rest: Partial<Passage> = {}): Passage => ({
  ...{ chunk: 'c', document: 'd.md', revision: 'r', title: 'Disk full', headings: [], text, start: 0, end: text.length, score: 1 },
  sentences: sentences.map((sentence) => {
    const start = text.indexOf(sentence)
    return { start, end: start + sentence.length, vector: Buffer.alloc(0) }
  }),
  ...rest,
})

const textOf = (of: Passage, best = 0): string => {
  const statements = statementsOf(of)
  return compose(statements, statements[best]).parts.join('')
}

describe('compose', () => {
  it('joins the sentences of a paragraph under one citation that spans them', () => {
    const text = 'One.\nTwo.\n\nThree.'
    const statements = statementsOf(passage(text, ['One.', 'Two.', 'Three.']))
    const { parts, citations } = compose(statements, statements[0])
    expect(parts.join('')).toBe('One. Two. [1]\n\nThree. [2]')
    expect(citations.map(({ quote }) => quote)).toEqual(['One.\nTwo.', 'Three.'])
  })

  it('names the sections where there are several, that of the best statement first', () => {
    const text = '## Meaning\n\nIt is full.\n\n## Fix\n\nEmpty it.\n'
    const both = passage(text, ['It is full.', 'Empty it.'])
    expect(textOf(both, 1)).toBe('**Fix**\n\nEmpty it. [1]\n\n**Meaning**\n\nIt is full. [2]')
    expect(textOf(passage(text, ['Empty it.']))).toBe('Empty it. [1]')
  })

  it('keeps lists tight and nested, and the numbers of steps', () => {
    const text = '2. Look at:\n   - the disk\n   - the log\n3. Call.\n'
    expect(textOf(passage(text, ['Look at:', 'the disk', 'the log', 'Call.']))).toBe(
      '2. Look at: [1]\n   - the disk [2]\n   - the log [3]\n3. Call. [4]',
    )
  })

  it('reads a row of two columns as name and text, and of more with the names of the columns', () => {
    const two = '| Code | Means |\n| --- | --- |\n| E1 | no disk |\n'
    expect(textOf(passage(two, ['| E1 | no disk |']))).toBe('- E1: no disk [1]')
    const three = '| Level | Who | Within |\n|---|---|---|\n| SEV1 | on-call | 5 min |\n'
    expect(textOf(passage(three, ['| SEV1 | on-call | 5 min |']))).toBe('- SEV1; Who: on-call; Within: 5 min [1]')
  })

  it('takes a title written in one word for the title', () => {
    const one = passage('## Fix\n\nEmpty it.\n', ['Empty it.'], { headings: ['DiskFull', 'Fix'] })
    expect(statementsOf(one)[0]!.headings).toEqual(['Fix'])
  })
})

describe('statementsOf', () => {
  it('leaves out what nobody has written yet', () => {
    expect(statementsOf(passage('TODO\n\nN/A\n\nTodo lists help.', ['TODO', 'N/A', 'Todo lists help.'])).map(({ text }) => text)).toEqual([
      'Todo lists help.',
    ])
  })
})
