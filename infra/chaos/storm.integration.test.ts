import { randomBytes, randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeOn } from '../local/for-tests.ts'
import { storm } from './storm.ts'

await describeOn(
  ['startKafka', 'registry', 'javaClient'],
  'a storm of kills, stops and restarts',
  ({ startKafka, registry, javaClient }) => {
    it('leaves exactly one output for each message, in order for each conversation', { timeout: 400_000 }, async () => {
      const broker = await startKafka({ controllerApart: true })
      const seed = randomInt(2 ** 31)
      const prefix = `storm-${randomBytes(4).toString('hex')}.`
      const verdict = await storm({
        ...javaClient,
        brokers: broker.address,
        registry,
        prefix,
        broker,
        seconds: 60,
        seed,
        hopsPerProcess: 6,
      })
      expect(verdict, `seed ${seed}\n${verdict.events.join('\n')}`).toMatchObject({
        read: verdict.expected,
        repeated: 0,
        early: 0,
        misplaced: 0,
        died: [],
      })
      expect(verdict.expected).toBeGreaterThan(1_000)
    })
  },
)
