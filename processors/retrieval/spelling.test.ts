import { describe, expect, it } from 'vitest'
import { editsBetween, openSpelling } from './spelling.ts'

describe('openSpelling', () => {
  const spelling = openSpelling()
  for (const term of ['certificate', 'kafka', 'consumer', 'stack', 'filesystem']) spelling.add(term)
  const near = (term: string) => spelling.near(term).map((found) => found.term)

  it.each([
    ['consmer', ['consumer']],
    ['certifcaet', ['certificate']],
    ['kakfa', ['kafka']],
  ])('finds what %s stands for', (term, expected) => expect(near(term)).toEqual(expected))

  it.each(['slack', 'konsumer', 'disk', 'kafkas-1'])('leaves %s alone', (term) => expect(near(term)).toEqual([]))

  it('forgets what was removed', () => {
    spelling.remove('filesystem')
    expect(near('filesystm')).toEqual([])
  })
})

describe('editsBetween', () => {
  it.each([
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['abc', 'ab', 1],
    ['abcd', 'xbyd', 2],
    ['abc', 'xyz', 3],
  ])('%s → %s', (a, b, edits) => expect(editsBetween(a, b, 3)).toBe(edits))

  it('stops above the most that is asked for', () => expect(editsBetween('abcdef', 'uvwxyz', 2)).toBeGreaterThan(2))
})
