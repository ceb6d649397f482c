import { describe, expect, it } from 'vitest'
import { openPostings } from './postings.ts'

describe('openPostings', () => {
  const slotsOf = (postings: ReturnType<typeof openPostings>, term: string) => {
    const posting = postings.of(term)
    return posting && [...posting.slots.subarray(0, posting.length)]
  }

  it('keeps slots ascending, in whatever order they come', () => {
    const postings = openPostings()
    for (const slot of [5, 1, 9, 3, 7]) postings.add(slot, new Map([['disk', slot]]))
    expect(slotsOf(postings, 'disk')).toEqual([1, 3, 5, 7, 9])
    const posting = postings.of('disk')!
    expect([...posting.weights.subarray(0, posting.length)]).toEqual([1, 3, 5, 7, 9])
  })

  it('forgets a slot, and a term with its last slot', () => {
    const postings = openPostings()
    postings.add(1, new Map([['disk', 1], ['full', 2]])) // prettier-ignore
    postings.add(2, new Map([['disk', 1]]))
    postings.remove(1, ['disk', 'full', 'never'])
    postings.remove(7, ['disk'])
    expect(slotsOf(postings, 'disk')).toEqual([2])
    expect(postings.of('full')).toBeUndefined()
  })
})
