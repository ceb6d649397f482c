import { expect, it } from 'vitest'
import fc from 'fast-check'
import { assignTasks, type Claim } from './assign.ts'

const claim = (member: string, ...owned: number[]): Claim => ({ member, owned })
const shares = (claims: Claim[], partitions: number) =>
  Object.fromEntries([...assignTasks(claims, partitions)].map(([member, share]) => [member, share.toSorted((a, b) => a - b)]))

it('leaves everything where it is when nothing changed', () => {
  expect(shares([claim('a', 0, 3, 5), claim('b', 1, 2, 4)], 6)).toEqual({ a: [0, 3, 5], b: [1, 2, 4] })
})

it('takes from the old members no more than a new one needs', () => {
  const { a, b, c } = shares([claim('a', 0, 1, 2), claim('b', 3, 4, 5), claim('c')], 6)
  expect([a, b, c].map((share) => share?.length)).toEqual([2, 2, 2])
  expect([0, 1, 2]).toEqual(expect.arrayContaining(a!))
  expect([3, 4, 5]).toEqual(expect.arrayContaining(b!))
})

it('gives a partition that two members claim to one of them', () => {
  const { a, b } = shares([claim('a', 0, 1), claim('b', 0, 1)], 2)
  expect([...a!, ...b!].toSorted()).toEqual([0, 1])
})

it('shares out every partition once, evenly, and the same whatever the order of members', () => {
  const claims = fc.uniqueArray(fc.record({ member: fc.string(), owned: fc.uniqueArray(fc.nat(30)) }), {
    minLength: 1,
    maxLength: 8,
    selector: ({ member }) => member,
  })
  fc.assert(
    fc.property(claims, fc.integer({ min: 1, max: 24 }), (claims, partitions) => {
      const given = assignTasks(claims, partitions)
      const all = [...given.values()].flat().toSorted((a, b) => a - b)
      expect(all).toEqual(Array.from({ length: partitions }, (_, i) => i))
      const sizes = [...given.values()].map(({ length }) => length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      expect(given).toEqual(assignTasks(claims.toReversed(), partitions))
    }),
  )
})
