import { expect, it } from 'vitest'
import { evaluateAnswers } from '../processors/generation/evaluate.ts'
import { answersPage } from './answers-page.ts'

const row = (question: string, documents: string[], answer: string, refused = false) => ({
  ...{ question, documents, mustContain: documents.length > 0 ? ['limit'] : [] },
  predicted: { answer, refused, retrieved: ['a.md'], citations: [{ document: 'a.md', start: 0, end: 5, quote: 'Raise' }], ms: 1 },
})
const rows = [
  row('right?', ['a.md'], 'Raise the limit. [1]'),
  row('lacks?', ['a.md'], 'Raise it. [1]'),
  row('<script>alert(1)</script>', [], 'x'),
  row('none?', [], 'I don’t know.', true),
]

it('shows misses first, and what an answer lacks', async () => {
  const page = await answersPage(
    evaluateAnswers(rows, () => 'Raise the limit.'),
    rows,
    { file: 'q.jsonl', knowledge: 'docs' },
  )
  expect([...page.matchAll(/<article class="(\w+)">/g)].map(([, verdict]) => verdict)).toEqual(['lacking', 'answered', 'right', 'right'])
  expect(page).toContain('<li class="lacks">lacks <code>limit</code></li>')
})

it('takes texts for texts, and loads nothing', async () => {
  const page = await answersPage(
    evaluateAnswers(rows, () => 'Raise the limit.'),
    rows,
    { file: 'q.jsonl', knowledge: 'docs' },
  )
  expect(page).not.toMatch(/<script|https?:|url\(/)
  expect(page).toContain('&#60;script&#62;')
})
