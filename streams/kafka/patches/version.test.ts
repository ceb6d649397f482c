import { expect, it } from 'vitest'
import { checkVersion } from './version.ts'

it('accepts the kafkajs that is installed', () => {
  expect(() => checkVersion()).not.toThrow()
})

it('refuses any other kafkajs, and says which one is needed', () => {
  expect(() => checkVersion('2.2.5')).toThrow(/kafkajs 2\.2\.5 is installed.*exactly 2\.2\.4/)
})
