import { expect, it } from 'vitest'
import { talk } from './talk.ts'

it('answers a greeting in its language, and anything else in English', () => {
  expect(talk('greeting', 'Hallo zusammen')).toMatch(/^Hallo\./)
  expect(talk('thanks', 'muchas gracias')).toBe('De nada.')
  expect(talk('goodbye', 'merci, au revoir')).toMatch(/^Au revoir/)
  expect(talk('greeting', 'hey there')).toMatch(/^Hello\./)
  expect(talk('thanks', 'thx a lot')).toBe('You are welcome.')
})

it('says nothing for an intent that is no talk', () => {
  expect(talk('restart_service', 'restart it')).toBeNull()
})
