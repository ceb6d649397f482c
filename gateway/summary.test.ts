import { expect, it } from 'vitest'
import { summaryOf } from './summary.ts'

it('says as what a follow-up was read', () => {
  const intent = { label: 'ask_knowledge', score: 0.5, route: 'answer' }
  expect(summaryOf({ intent, question: 'how do I resize a pvc on gke' })).toBe(
    'ask_knowledge (0.50) → answer, read as: how do I resize a pvc on gke',
  )
  expect(summaryOf({ intent, question: '' })).toBe('ask_knowledge (0.50) → answer')
})
