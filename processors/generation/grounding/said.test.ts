import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSplitter } from './said.ts'
import { unitsOf } from './world.for-tests.ts'

const texts = (text: string) => unitsOf(text).map((unit) => unit.text)

describe('openSplitter', () => {
  it('cuts sentences after their citations, wherever the full stop stands', () => {
    expect(unitsOf('Raise the limit. [1] Then wait [2]. Look at `a. B` first! [1][3]')).toMatchObject([
      { text: 'Raise the limit.', cites: [1], opensLine: true },
      { text: 'Then wait.', cites: [2], opensLine: false },
      { text: 'Look at `a. B` first!', cites: [1, 3], opensLine: false },
    ])
  })

  it('knows citations of several passages and in other brackets, and leaves code alone', () => {
    expect(unitsOf('Use `a[1]` here. [1, 2]')).toMatchObject([{ text: 'Use `a[1]` here.', cites: [1, 2] }])
    expect(unitsOf('Use it.【3†source】')).toMatchObject([{ text: 'Use it.', cites: [3] }])
  })

  it('knows steps, points and blocks of code', () => {
    expect(unitsOf('1. Drain it. [1]\n   ```sh\n   kubectl drain\n   ```\n2) Wait. [1] Then look. [2]\n- A point [1]\n')).toMatchObject([
      { marker: 'step', text: 'Drain it.' },
      { kind: 'code', text: '```sh\nkubectl drain\n```' },
      { marker: 'step', text: 'Wait.' },
      { marker: null, text: 'Then look.', opensLine: false },
      { marker: 'point', text: 'A point' },
    ])
  })

  it('does not cut at abbreviations, versions, paths and decimals', () => {
    expect(texts('Use e.g. Kafka 3.9.1 or /etc/a.conf at 1.5 GB. [1]')).toHaveLength(1)
  })

  it('says a sentence as soon as the next one begins, and not before', () => {
    const splitter = openSplitter()
    expect(splitter.push('Raise the limit. ')).toEqual([])
    expect(splitter.push('[1')).toEqual([])
    expect(splitter.push('] T')).toMatchObject([{ text: 'Raise the limit.', cites: [1] }])
  })

  it('leaves out what was cut off', () => {
    const splitter = openSplitter()
    expect(splitter.push('Never do this. [1] Only wh')).toHaveLength(1)
    expect(splitter.end(true)).toEqual([])
    const code = openSplitter()
    expect([...code.push('Do. [1]\n\n```\nrm -rf'), ...code.end(false)]).toHaveLength(1)
  })

  it('gives the same units however the text is cut into pieces', () => {
    const piece = fc.constantFrom(
      'Raise it. [1] ',
      '1. Do `a. b` now. [2]\n',
      '\n\n',
      '```sh\nls\n```\n',
      'See e.g. this [1], then go. ',
      '- A [1]\n',
      'x',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
        (parts, sizes) => {
          const text = parts.join('')
          const splitter = openSplitter()
          const units = []
          for (let from = 0, i = 0; from < text.length; i++) {
            const size = sizes[i % sizes.length]!
            units.push(...splitter.push(text.slice(from, from + size)))
            from += size
          }
          expect([...units, ...splitter.end(false)]).toEqual(unitsOf(text))
        },
      ),
    )
  })
})
