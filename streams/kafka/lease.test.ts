import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { beginLease } from './lease.ts'
import { prefixed } from './names.ts'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void
const heapUsed = () => {
  gc()
  return process.memoryUsage().heapUsed
}

it('keeps nothing of the waits on a partition to which nothing comes', async () => {
  const topics = Array.from({ length: 200 }, (_, i) => `t${i}`)
  const fetcher = { add: () => undefined, remove: () => undefined, wake: () => undefined, close: () => undefined }
  const transactions = { commit: () => Promise.resolve([]) }
  const lease = beginLease(
    { group: 'g', partition: 0, handedOver: false, topics, positions: new Map() },
    { fetcher, transactions, names: prefixed('', '') },
  )
  const wait = async (times: number) => {
    for (let i = 0; i < times; i++) await Promise.all(topics.map((topic) => lease.next(topic, { max: 1, waitMs: 1 })))
  }
  await wait(5)
  const before = heapUsed()
  await wait(50)
  // 10,000 waits: what each of them would leave behind is some hundred bytes.
  expect(heapUsed() - before).toBeLessThan(1_000_000)
  expect(await lease.next('t0', { max: 1, waitMs: 1 })).toMatchObject({ records: [], nextOffset: 0 })
})
