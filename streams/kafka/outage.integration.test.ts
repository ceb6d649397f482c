import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { describeOn } from '../../infra/local/for-tests.ts'
import { eventually, everything, values } from '../conformance/using-log.ts'
import { logOpener, passThrough, testSettings } from './open.fixture.ts'

await describeOn(['startKafka'], 'a Kafka that goes away and comes back', ({ startKafka }) => {
  const open = logOpener()

  it('loses nothing and repeats nothing of what is appended, passed on and followed meanwhile', async () => {
    const broker = await startKafka({ controllerApart: true })
    const log = await open(testSettings({ KAFKA_BROKERS: broker.address }))
    const partitions = 2
    await log.ensureTopics(['in', 'out'].map((name) => ({ name, partitions, cleanup: 'delete' })))
    await log.join({ group: 'through', topics: ['in'], onLease: (lease) => void passThrough(lease, 'in', 'out') })
    const followed: string[] = []
    const following = new AbortController()
    void log.follow({
      topics: ['out'],
      from: 'start',
      signal: following.signal,
      onBatch: ({ records }) => void followed.push(...records.map(({ value }) => String(value))),
    })

    let sent = 0
    let sending = true
    const appending = (async () => {
      while (sending) {
        const partition = sent % partitions
        await log.append([{ topic: 'in', partition, key: null, value: Buffer.from(String(sent++)) }])
        await delay(2)
      }
    })()
    for (let times = 0; times < 2; times++) {
      const before = followed.length
      await eventually(() => expect(followed.length).toBeGreaterThan(before + 100))
      await broker.kill()
      await eventually(() => expect(log.health().ready).toBe(false))
      // Until its controller has noticed: one that comes back as the leader that it was drops markers of transactions (DECISIONS.md).
      await delay(5_000)
      await broker.restart()
    }
    await eventually(() => expect(log.health().ready).toBe(true))
    sending = false
    await appending

    await eventually(() => expect(followed.length).toBeGreaterThanOrEqual(sent))
    following.abort()
    for (let partition = 0; partition < partitions; partition++) {
      const numbers = values(await everything(log, 'out', partition)).map(Number)
      expect(numbers).toEqual(Array.from({ length: sent }, (_, i) => i).filter((i) => i % partitions === partition))
    }
    expect(followed.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: sent }, (_, i) => i))
  })
})
