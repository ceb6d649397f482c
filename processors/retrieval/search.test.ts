import { describe, expect, it } from 'vitest'
import { floatBytes, type DocumentChunks } from '../../schemas/index.ts'
import type { Reader } from './reader.ts'
import { openIndex, type Approximate } from './search.ts'

const unit = (...values: number[]) => Float32Array.from(values, (x) => x / Math.hypot(...values))
const encoder = 'e'

const document = (
  name: string,
  texts: readonly string[],
  rest: Partial<DocumentChunks> & { vector?: Float32Array } = {},
): DocumentChunks => ({
  ...{ document: name, revision: 'r1', title: name, tenant: 'acme', access: [], encoder },
  ...rest,
  chunks: texts.map((text, i) => ({
    ...{ id: `${name}#${i}`, headings: [], text, start: 0, end: text.length, sentences: [] },
    vector: floatBytes(rest.vector ?? unit(1, 0, 0)),
  })),
})
const options = { top: 8, denseWeight: 0.5, exactLimit: 1_000 }
const anyone: Reader = { tenant: 'acme', principals: [], openOnly: true }

const indexOf = (...documents: DocumentChunks[]) => {
  const index = openIndex(options)
  for (const each of documents) index.put(each.document, each)
  const ask = (text: string, reader = anyone, vector = unit(1, 0, 0)) => index.search({ text, vector, encoder, reader })
  const found = (text: string, reader = anyone, vector = unit(1, 0, 0)) =>
    ask(text, reader, vector).passages.map((passage) => passage.document)
  return { index, ask, found }
}

describe('search', () => {
  it('finds by words what the vectors do not tell apart, and by vectors what shares no word', () => {
    const { found } = indexOf(
      document('disk', ['the disk is full']),
      document('lock', ['a lock blocks']),
      document('heap', ['memory pressure']),
    )
    expect(found('full disk')[0]).toBe('disk')
    const dense = indexOf(document('a', ['one'], { vector: unit(1, 0, 0) }), document('b', ['two'], { vector: unit(0, 1, 0) }))
    expect(dense.found('unrelated', anyone, unit(0.1, 1, 0))[0]).toBe('b')
  })

  it('shows only what the reader may read, and counts only that', () => {
    const { ask, found } = indexOf(
      document('open', ['disk full open']),
      document('mine', ['disk full mine'], { access: ['ann'] }),
      document('team', ['disk full team'], { access: ['sre', 'dba'] }),
      document('other', ['disk full other'], { tenant: 'globex' }),
    )
    expect(found('disk')).toEqual(['open'])
    expect(found('disk', { tenant: 'acme', principals: ['ann', 'sre'], openOnly: false }).sort()).toEqual(['mine', 'open', 'team'])
    expect(found('disk', { tenant: 'acme', principals: ['ann', 'sre'], openOnly: true })).toEqual(['open'])
    expect(found('disk', { tenant: 'acme', principals: ['bob'], openOnly: false })).toEqual(['open'])
    expect(ask('disk', { tenant: 'globex', principals: [], openOnly: true })).toMatchObject({ searched: 1 })
    expect(ask('disk', { tenant: 'nobody', principals: ['ann'], openOnly: false })).toEqual({ passages: [], searched: 0 })
  })

  it('ranks what a reader sees the same, whatever else is stored', () => {
    const shown = [document('a', ['disk disk full']), document('b', ['disk lock held for long'])]
    const secret = Array.from({ length: 20 }, (_, i) => document(`s${i}`, ['disk full disk full'], { access: ['boss'] }))
    expect(indexOf(...shown, ...secret).ask('disk full')).toEqual(indexOf(...shown).ask('disk full'))
  })

  it('replaces the chunks of a document by those of its newer record, and forgets removed ones', () => {
    const { index, found, ask } = indexOf(document('d', ['old words', 'more old words']))
    index.put('d', document('d', ['new text'], { revision: 'r2' }))
    expect(ask('old').passages.map(({ text, revision }) => [text, revision])).toEqual([['new text', 'r2']])
    index.remove('d')
    index.remove('never there')
    expect(found('new')).toEqual([])
    expect(index.size()).toBe(0)
  })

  it('folds passages that say the same', () => {
    const text = 'drain the node before you reboot it and wait for the pods to move'
    expect(indexOf(document('a', [text]), document('b', [`${text}.`]), document('c', ['reboot'])).found('drain node').length).toBe(2)
  })

  it('does not compare vectors of another encoder', () => {
    const { ask } = indexOf(
      document('old', ['one'], { encoder: 'former', vector: unit(1, 0, 0) }),
      document('new', ['two'], { vector: unit(0.1, 1, 0) }),
    )
    expect(ask('three').passages.map((passage) => passage.document)).toEqual(['new'])
  })

  it('keeps scores within 0 and 1, best first', () => {
    const scores = indexOf(...Array.from({ length: 20 }, (_, i) => document(`d${i}`, [`disk ${'x '.repeat(i)} w${i}`])))
      .ask('disk w3')
      .passages.map(({ score }) => score)
    expect(scores).toHaveLength(8)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true)
  })

  it('asks the approximate index above the limit, exact search while it is behind, and never reuses a label', () => {
    const added: number[] = []
    const removed: number[] = []
    let answer: number[] | null = null
    const approximate: Approximate = {
      add: (label) => void added.push(label),
      remove: (label) => void removed.push(label),
      search: () => answer,
    }
    const index = openIndex({ ...options, exactLimit: 1 }, approximate)
    const ask = () =>
      index.search({ text: 'nothing', vector: unit(1, 0, 0), encoder, reader: anyone }).passages.map(({ document }) => document)
    index.put('a', document('a', ['one']))
    index.put('b', document('b', ['two']))
    index.put('a', document('a', ['three']))
    expect([added, removed]).toEqual([[0, 1, 2], [0]])
    expect(ask().sort()).toEqual(['a', 'b'])
    answer = [1]
    expect(ask()).toEqual(['b'])
  })
})
