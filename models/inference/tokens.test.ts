import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openTokeniser, type Tokens } from './tokens.ts'

const folder = new URL('../hopline-minilm/', import.meta.url)
const { model } = JSON.parse(readFileSync(new URL('tokenizer.json', folder), 'utf8')) as { model: { vocab: Record<string, number> } }
const tokensOf = openTokeniser(new Map(Object.entries(model.vocab)))

describe('openTokeniser', () => {
  // Made by Python's `tokenizers` and the shapes of the training: retraining/hopline_retraining/token_fixture.py.
  const cases = readFileSync(new URL('tokens.fixture.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')

  it(`gives the ids, places and shapes that the model was trained with, for ${cases.length} texts of many scripts`, () => {
    expect(cases.length).toBeGreaterThanOrEqual(300)
    for (const line of cases) {
      const { text, ...expected } = JSON.parse(line) as Tokens & { text: string }
      expect(tokensOf(text), JSON.stringify(text.slice(0, 80))).toEqual(expected)
    }
  })

  it('gives places that cut the pieces out of the text as it was written', () => {
    const text = 'Döner 🔥 für PAYMENTS-api'
    const { starts, ends } = tokensOf(text)
    const pieces = starts.slice(1, -1).map((start, i) => text.slice(start, ends[i + 1]))
    expect(pieces.join('')).toBe(text.replaceAll(' ', ''))
  })

  it('reads names of control tokens as text', () => {
    expect(tokensOf('[SEP]').ids).toHaveLength(5)
  })

  it('reads no more of a text than fits 256 tokens', () => {
    expect(tokensOf('disk full '.repeat(100_000)).ids).toHaveLength(256)
    expect(tokensOf('x'.repeat(200_000)).ids).toHaveLength(3)
  })
})
