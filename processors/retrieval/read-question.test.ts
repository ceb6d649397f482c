import { describe, expect, it } from 'vitest'
import { readQuestion, type Lexicon } from './read-question.ts'

/** A vocabulary with how many of 100 texts hold each term. */
const lexicon = (known: Record<string, number>, near: Record<string, { term: string; edits: number }[]> = {}): Lexicon => ({
  count: 100,
  frequency: (term) => known[term] ?? 0,
  near: (term) => near[term] ?? [],
})
const termsOf = (text: string, of: Lexicon) => readQuestion(text, of).map(({ terms }) => terms.map(({ term }) => term))

describe('readQuestion', () => {
  it('puts the rarest ideas first, and keeps each once', () => {
    expect(termsOf('disk full, disk journal', lexicon({ disk: 40, full: 20, journal: 2 }))).toEqual([['journal'], ['full'], ['disk']])
  })

  it('keeps a word that no text holds, so that it counts as not found, but no number and no name of several parts', () => {
    const of = lexicon({ disk: 40 })
    expect(termsOf('zanzibar disk', of)).toEqual([[], ['disk']])
    expect(termsOf('disk 4711', of)).toEqual([['disk']])
  })

  it('reads a misspelt word as the known one next to it, and two words written together as both', () => {
    const of = lexicon({ certific: 5, crash: 9, loop: 3 }, { certifc: [{ term: 'certific', edits: 2 }] })
    expect(termsOf('certifcat', of)).toEqual([['certific']])
    expect(termsOf('crashloop', of)).toEqual([['crash', 'loop']])
  })

  it('finds what documents write in one word', () => {
    expect(termsOf('file system', lexicon({ filesystem: 4, file: 30, system: 50 }))).toContainEqual(['filesystem'])
  })

  it('finds words that operators use for one another, for less', () => {
    const [idea] = readQuestion('terminate', lexicon({ kill: 4, termin: 9 }))
    expect(idea!.terms.map(({ term, worth }) => [term, worth < 1])).toEqual([
      ['termin', false],
      ['kill', true],
    ])
  })

  it.each([
    ['wie finde ich die platte die voll ist', [['disk'], ['full']]],
    ['el disco del nodo esta lleno', [['disk'], ['node'], ['full']]],
    ['le disque du noeud est plein', [['disk'], ['node'], ['full']]],
  ])('reads %j by its English meaning', (text, expected) => {
    const found = readQuestion(text, lexicon({ disk: 10, node: 30, full: 40, find: 50 }))
    for (const terms of expected) expect(found.map((idea) => idea.terms[0]?.term)).toContain(terms[0])
    expect(found.filter(({ terms }) => terms.length === 0)).toEqual([])
  })

  it('leaves English alone', () => {
    expect(termsOf('can the disk die', lexicon({ disk: 10, die: 2 }))).toEqual([['die'], ['disk']])
  })

  it('keeps thirty ideas of a pasted log', () => {
    const text = Array.from({ length: 500 }, (_, i) => `word${String.fromCharCode(97 + (i % 26))}${i}x`).join(' ')
    expect(readQuestion(text, lexicon({})).length).toBeLessThanOrEqual(30)
  })
})
