import { describe, expect, it } from 'vitest'
import { lexicalScores, readLexical } from './lexical.ts'

const head = { words: 8, letters: 16, longest: 20, scales: [0.5, 0.25], bias: [0.1, -0.2] }
const bytes = (weight: (bucket: number, label: number) => number): Uint8Array => {
  const table = new Uint8Array(24 * 6)
  new Float32Array(table.buffer, 0, 24).fill(1)
  const weights = new Int8Array(table.buffer, 96)
  for (let bucket = 0; bucket < 24; bucket++) for (let label = 0; label < 2; label++) weights[bucket * 2 + label] = weight(bucket, label)
  return table
}

describe('lexicalScores', () => {
  it('says the bias of each class where nothing is written', () => {
    const scores = lexicalScores(
      readLexical(
        head,
        bytes(() => 1),
      ),
      '',
    )
    expect([...scores].map((x) => Number(x.toFixed(5)))).toEqual([0.1, -0.2])
  })

  it('reads the same from other capitals, accents and numbers', () => {
    const model = readLexical(
      head,
      bytes((bucket, label) => ((bucket * 7 + label * 3) % 11) - 5),
    )
    const scores = lexicalScores(model, 'Café 12 läuft?')
    expect(lexicalScores(model, 'cafe 999 LAUFT ?')).toEqual(scores)
    expect(lexicalScores(model, 'tea 12 runs?')).not.toEqual(scores)
  })

  it('reads the beginning of a long text only', () => {
    const model = readLexical(
      head,
      bytes((bucket, label) => ((bucket * 5 + label) % 7) - 3),
    )
    expect(lexicalScores(model, 'restart the checkout and a log')).toEqual(lexicalScores(model, 'restart the checkout'))
  })

  it('refuses bytes that are not those of the model', () => {
    expect(() => readLexical(head, new Uint8Array(7))).toThrow(/has 7 bytes, but its heads\.json describes 144/)
  })
})
