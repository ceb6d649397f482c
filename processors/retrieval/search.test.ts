import { describe, expect, it } from 'vitest'
import { floatBytes, type DocumentChunks } from '../../schemas/index.ts'
import type { Reader } from './reader.ts'
import { openIndex } from './search.ts'

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
const options = { top: 8 }
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
    expect(ask('disk', { tenant: 'nobody', principals: ['ann'], openOnly: false })).toEqual({ passages: [], searched: 0, answerable: 0 })
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

  it('folds passages that say the same under the same title', () => {
    const text = 'drain the node before you reboot it and wait for the pods to move'
    const title = 'Reboot'
    const same = [document('a', [text], { title }), document('b', [`${text}.`], { title })]
    expect(indexOf(...same, document('c', ['reboot'])).found('drain node')).toEqual(['a', 'c'])
    const other = document('b', [text], { title: 'Reboot of a database' })
    expect(indexOf(same[0]!, other).found('drain node').sort()).toEqual(['a', 'b'])
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

  it('takes candidates from a vector store, without what is not there any more or may not be seen', () => {
    const { index } = indexOf(
      document('a', ['one'], { vector: unit(1, 0, 0) }),
      document('b', ['two'], { vector: unit(0, 1, 0) }),
      document('secret', ['three'], { vector: unit(0, 1, 0), access: ['boss'] }),
    )
    const nearest = ['b#0', 'secret#0', 'gone#0'].map((chunk) => ({ document: chunk.slice(0, -2), chunk, cosine: 1 }))
    const query = { text: 'nothing', vector: unit(1, 0, 0), encoder, reader: anyone }
    expect(index.search(query, nearest).passages.map((passage) => passage.document)).toEqual(['b'])
  })

  it('takes four passages of the best document and one of each further, so that five documents have a say', () => {
    const many = (name: string, word: string) =>
      document(
        name,
        Array.from({ length: 6 }, (_, i) => `disk ${word} ${'abcdef'[i]!.repeat(4)} number ${i} of ${name}`),
      )
    const found = indexOf(many('d1', 'full full'), ...['d2', 'd3', 'd4', 'd5', 'd6'].map((name) => many(name, 'note'))).found('disk full')
    const counts = [...Map.groupBy(found, (name) => name).values()].map((own) => own.length)
    expect(found[0]).toBe('d1')
    expect(counts.sort((a, b) => b - a)).toEqual([4, 1, 1, 1, 1])
  })

  it('brings the rest of a list that is cut, right after the chunk that was found', () => {
    const far = Array.from({ length: 4 }, (_, i) => `disk full again ${i}`)
    const steps = ['1. Look at the disk that is full.\n2. Empty the cache.', '3. Restart the collector.', ...far]
    const { passages } = indexOf(document('steps', steps), document('other', ['disk'])).ask('look at the disk that is full')
    expect(passages.slice(0, 2).map(({ text }) => text)).toEqual(steps.slice(0, 2))
    expect(passages.map(({ score }) => score)).toEqual(passages.map(({ score }) => score).toSorted((a, b) => b - a))
  })

  it('leaves the vectors of sentences to the first five passages', () => {
    const sentences = [{ start: 0, end: 1, vector: Buffer.alloc(3, 1) }]
    const documents = Array.from({ length: 8 }, (_, i) => {
      const made = document(`d${i}`, [`disk ${i}`])
      return { ...made, chunks: made.chunks.map((chunk) => ({ ...chunk, sentences })) }
    })
    const lengths = indexOf(...documents)
      .ask('disk')
      .passages.map((passage) => passage.sentences[0]!.vector.length)
    expect(lengths).toEqual([3, 3, 3, 3, 3, 0, 0, 0])
  })

  it('thinks an answer more likely where the rare words of the question are found', () => {
    const { ask } = indexOf(document('disk', ['The disk is full of journals.']), document('lock', ['A lock blocks the table.']))
    const chance = (text: string, vector: Float32Array<ArrayBuffer>) => ask(text, anyone, vector).answerable
    const known = chance('disk full of journals', unit(1, 0, 0))
    const unknown = chance('calibrate the scanner of the warehouse', unit(0.2, 1, 0))
    expect(known).toBeGreaterThan(unknown)
    for (const one of [known, unknown]) expect(one >= 0 && one <= 1).toBe(true)
  })
})
