import { expect, it } from 'vitest'
import catalogue from '../../models/catalogue/intents.json' with { type: 'json' }
import { routeOf } from './routes.ts'

it('routes every intent as the catalogue says', () => {
  expect(catalogue.intents.map(({ label }) => [label, routeOf(label)])).toEqual(catalogue.intents.map(({ label, route }) => [label, route]))
})
