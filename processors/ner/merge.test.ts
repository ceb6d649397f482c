import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Spotted } from '../../schemas/index.ts'
import { entityTypes, type Found } from './found.ts'
import { merge, type Evidence } from './merge.ts'

const sentAt = Date.parse('2026-11-23T09:30:00Z')
const text = 'restart payments for Acme, P1 since 9'
const at = (slice: string) => ({ start: text.indexOf(slice), end: text.indexOf(slice) + slice.length })
const found = (type: Found['type'], slice: string, more: Partial<Found> = {}): Found => ({ type, ...at(slice), value: slice, ...more })
const spot = (type: string, slice: string, score: number): Spotted => ({ type, ...at(slice), score })
const merged = (evidence: Partial<Evidence>): string[] =>
  merge(text, sentAt, { known: [], recognised: [], spotted: [], ...evidence }).map(({ type, text: slice }) => `${type} ${slice}`)

describe('merge', () => {
  it('takes what two sources agree on, though neither is sure', () => {
    const recognised = [found('service', 'payments')]
    expect(merged({ recognised })).toEqual([])
    expect(merged({ recognised, spotted: [spot('service', 'payments', 0.75)] })).toEqual(['service payments'])
  })

  it('takes a span that only the classifier gives where its score is high', () => {
    expect(merged({ spotted: [spot('customer', 'Acme', 0.98)] })).toEqual(['customer Acme'])
    expect(merged({ spotted: [spot('customer', 'Acme', 0.6)] })).toEqual([])
  })

  it('takes what has a grammar from the recognisers', () => {
    expect(merged({ spotted: [spot('datetime', 'since', 0.99)] })).toEqual([])
    expect(merged({ recognised: [found('datetime', 'since 9')], spotted: [spot('datetime', '9', 0.99)] })).toEqual(['datetime since 9'])
  })

  it('takes what a sure form shows, whatever the classifier says', () => {
    const recognised = [found('service', 'payments', { form: 'sure' })]
    expect(merged({ recognised, spotted: [spot('host', 'payments', 0.99)] })).toEqual(['service payments'])
  })

  it('takes a weak form only where the classifier bears it out', () => {
    const recognised = [found('customer', 'Acme', { form: 'weak' })]
    expect(merged({ recognised })).toEqual([])
    expect(merged({ recognised, spotted: [spot('customer', 'Acme', 0.6)] })).toEqual(['customer Acme'])
    expect(merged({ recognised, spotted: undefined })).toEqual([])
  })

  it('lets a name of the gazetteer win', () => {
    const known = [found('team', 'payments')]
    const recognised = [found('service', 'restart payments', { form: 'sure' })]
    expect(merged({ known, recognised, spotted: [spot('service', 'payments', 1)] })).toEqual(['team payments'])
  })

  it('takes all that the recognisers find where no classifier ran', () => {
    const recognised = [found('service', 'payments'), found('customer', 'Acme')]
    expect(merged({ recognised, spotted: undefined })).toEqual(['service payments', 'customer Acme'])
  })

  it('widens a spotted span to whole words, and normalises its value', () => {
    const spotted = [spot('severity', 'P', 1), spot('customer', 'cme', 1)]
    const recognised = [found('severity', 'P1', { value: '1' })]
    expect(merge(text, sentAt, { known: [], recognised, spotted })).toEqual([
      { type: 'customer', text: 'Acme', ...at('Acme'), value: 'Acme' },
      { type: 'severity', text: 'P1', ...at('P1'), value: '1' },
    ])
  })

  it('leaves out spans that are none: of unknown types, empty, beyond the text', () => {
    const spotted = [
      spot('planet', 'Acme', 1),
      { type: 'host', start: 3, end: 3, score: 1 },
      { type: 'host', start: 0, end: 999, score: 1 },
    ]
    expect(merged({ spotted })).toEqual([])
  })

  it('gives exact slices in order, without overlaps, and the same ones again, whatever is spotted', () => {
    const anySpan = fc.record({
      type: fc.constantFrom(...entityTypes, 'planet'),
      start: fc.integer({ min: -1, max: 60 }),
      end: fc.integer({ min: -1, max: 60 }),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.array(anySpan, { maxLength: 12 }), (any, spotted) => {
        const entities = merge(any, sentAt, { known: [], recognised: [], spotted })
        expect(merge(any, sentAt, { known: [], recognised: [], spotted })).toEqual(entities)
        let end = 0
        for (const entity of entities) {
          expect(entity.start).toBeGreaterThanOrEqual(end)
          expect(any.slice(entity.start, entity.end)).toBe(entity.text)
          expect(entity.value).not.toBe('')
          end = entity.end
        }
      }),
      { seed: 7 },
    )
  })
})
