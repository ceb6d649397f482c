import fc from 'fast-check'
import { expect, it } from 'vitest'
import { assign } from './assignment.ts'

const members = ['a', 'b', 'c', 'd', 'e']

it('gives every partition to one member, evenly, and moves no more than it must', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.subarray(members, { minLength: 1 }), fc.subarray(members, { minLength: 1 }), (partitions, before, after) => {
      const owners = assign(partitions, before, new Map())
      const next = assign(partitions, after, owners)
      expect(next.size).toBe(partitions)
      const counts = after.map((member) => [...next.values()].filter((owner) => owner === member).length)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)

      // A member that stays keeps what it had, up to its even share.
      for (const [i, member] of after.entries()) {
        const had = [...owners].filter(([, owner]) => owner === member).map(([partition]) => partition)
        const kept = had.filter((partition) => next.get(partition) === member).length
        expect(kept).toBe(Math.min(had.length, counts[i]!))
      }
    }),
  )
})

it('gives nothing where nobody is', () => {
  expect(assign(3, [], new Map([[0, 'a']])).size).toBe(0)
})
