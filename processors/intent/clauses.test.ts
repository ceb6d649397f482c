import { describe, expect, it } from 'vitest'
import { clausesOf } from './clauses.ts'

describe('clausesOf', () => {
  it.each([
    ['roll it back, and open a ticket', ['roll it back', 'open a ticket']],
    ['ack. who is on call?', ['ack', 'who is on call']],
    ['starte payments neu und zeig mir die Logs', ['starte payments neu', 'zeig mir die Logs']],
    ['mets en pause puis relance le job', ['mets en pause', 'relance le job']],
  ])('cuts %j where requests are joined', (text, clauses) => {
    expect(clausesOf(text)).toEqual(clauses)
  })

  it('leaves one clause, words that only hold a joint, versions and long texts alone', () => {
    for (const text of [
      'restart checkout',
      'the sandbox understands',
      'deploy 1.2.3',
      `${'a, '.repeat(300)}b`,
      'a long list, with, many, many, short, ends, inside, here',
    ])
      expect(clausesOf(text)).toEqual([])
  })

  it('stays fast on hostile text', () => {
    expect(clausesOf(', '.repeat(300))).toEqual([])
    expect(clausesOf(' '.repeat(600))).toEqual([])
  })
})
