import { describe, expect, it } from 'vitest'
import { followUpIntent } from './follow-up.ts'

const [act, look, answer, talk] = (['act', 'look', 'answer', 'talk'] as const).map((route) => ({ route }))

describe('followUpIntent', () => {
  it('does not ask again for the action of an earlier turn', () => {
    expect(followUpIntent(act!, answer!, false)).toBe(answer)
    expect(followUpIntent(look!, talk!, false)).toBe(talk)
  })

  it('takes the whole question where the message names an action or a thing itself', () => {
    expect(followUpIntent(act!, act!, false)).toBe(act)
    expect(followUpIntent(act!, answer!, true)).toBe(act)
  })

  it('takes the whole question where it asks for no action', () => expect(followUpIntent(answer!, act!, false)).toBe(answer))
})
