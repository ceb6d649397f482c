import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownNames } from './known-names.ts'

const find = knownNames([
  { type: 'service', name: 'checkout-api' },
  { type: 'service', name: 'Ledger' },
  { type: 'service', name: 'orders' },
  { type: 'service', name: 'batcher' },
  { type: 'service', name: 'batched' },
  { type: 'service', name: 'worker-7' },
  { type: 'person', name: 'Ng' },
  { type: 'person', name: 'mlopez' },
  { type: 'team', name: 'Blue Birds' },
  { type: 'customer', name: 'Müller & Söhne GmbH' },
])
const found = (text: string) => [...find(text, 0)].map(({ type, start, end, value }) => `${type} ${text.slice(start, end)} = ${value}`)

describe('knownNames', () => {
  it.each([
    ['restart CHECKOUT-API', 'service CHECKOUT-API = checkout-api'],
    ['restart checkout api now', 'service checkout api = checkout-api'],
    ['restart checkout_api.', 'service checkout_api = checkout-api'],
    ['service=ledger', 'service ledger = ledger'],
    ['ask ng, please', 'person ng = ng'],
    ['cc @mlopez', 'person @mlopez = mlopez'],
    ['post in #blue-birds', 'team #blue-birds = Blue Birds'],
    ['contract of müller & söhne gmbh?', 'customer müller & söhne gmbh = müller & söhne gmbh'],
  ])('finds the name in "%s"', (text, expected) => {
    expect(found(text)).toEqual([expected])
  })

  it.each([
    ['a letter less', 'ledgr', 'ledger'],
    ['a letter more', 'ledgerr', 'ledger'],
    ['another letter', 'lodger', 'ledger'],
    ['two letters swapped', 'legder', 'ledger'],
    ['a slip in a name of two words', 'chekout api', 'checkout-api'],
  ])('forgives %s', (_, text, value) => {
    expect(found(`restart ${text} pls`)).toEqual([`service ${text} = ${value}`])
  })

  it.each([
    ['another first letter', 'the hedger'],
    ['a plural', 'my order is late, and two ledgers'],
    ['two slips', 'legdr'],
    ['a short name', 'nq'],
    ['what may be two names', 'batchex'],
    ['another number', 'worker-8'],
    ['a part of a larger name', 'ledger-v2, my-ledger, ledgering'],
    ['an address or a path', 'https://x.io/ledger/a a@ledger.io ledger.example.com'],
    ['a mention of another kind', '#ledger'],
  ])('leaves %s alone', (_, text) => {
    expect(found(text)).toEqual([])
  })

  it('finds nothing where no names are known', () => {
    expect([...knownNames([])('restart ledger', 0)]).toEqual([])
  })

  it('ends on 8,000 characters of anything', () => {
    const many = knownNames(Array.from({ length: 5_000 }, (_, i) => ({ type: 'service', name: `service number ${i} of the lot` })))
    for (const unit of ['a ', 'service number ', 'servic ', 'a-', 'x'.repeat(79) + ' '])
      Array.from(many(unit.repeat(8_000 / unit.length), 0))
  }, 60_000)

  it('gives ordered spans that do not overlap', () => {
    const words = fc.constantFrom('checkout', 'api', 'ledger', 'Blue', 'birds', '&', '-', '#', '@', 'ng', 'x')
    fc.assert(
      fc.property(fc.array(words, { maxLength: 20 }), fc.constantFrom(' ', '-', ''), (list, joint) => {
        let end = 0
        for (const one of find(list.join(joint), 0)) {
          expect(one.start).toBeGreaterThanOrEqual(end)
          expect(one.end).toBeGreaterThan(one.start)
          end = one.end
        }
      }),
      { seed: 7 },
    )
  })
})
