import { expect, it } from 'vitest'
import { openFile } from './file.ts'
import type { LogFile } from './file.ts'
import { openTopics } from './partitions.ts'
import { openRecords } from './records.ts'
import { openTransactions } from './transactions.ts'

/** The lower half of an embedded log, in memory, with a file port that tests can make fail. */
const open = async (change: (file: LogFile) => Partial<LogFile> = () => ({})) => {
  const opened = await openFile(':memory:', 'os')
  const file = { ...opened, ...change(opened) }
  let broken = false
  const topics = openTopics(file.database)
  const transactions = openTransactions(file, 'log.db', () => (broken = true))
  const records = openRecords(file.database, topics, transactions, { gaps: false, now: Date.now })
  const partition = () => topics.partition({ topic: 't', partition: 0 })
  const append = (value: Buffer | string) => transactions.submit(records.prepare([{ topic: 't', key: null, value: Buffer.from(value) }]))
  const [known] = await transactions.submit(() => [topics.store({ name: 't', partitions: 1, cleanup: 'delete' })])
  known!()
  return { database: file.database, transactions, records, partition, append, broken: () => broken }
}

it('refuses one write and keeps the others of the same transaction', async () => {
  const { transactions, append, partition } = await open()
  const refusal = new Error('no')
  const outcomes = await Promise.allSettled([
    append('a'),
    transactions.submit(() => {
      throw refusal
    }),
    append('b'),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(partition().end).toBe(2)
})

it('shows and acknowledges nothing before it is on the disk', async () => {
  const synced = Promise.withResolvers<void>()
  const started = Promise.withResolvers<void>()
  let first = true
  const sync = async () => {
    if (first) return void (first = false)
    started.resolve()
    return synced.promise
  }
  const { append, partition, records } = await open(() => ({ sync }))
  let acknowledged = false
  const appended = append('a').then(() => (acknowledged = true))
  await started.promise
  const reading = () => records.read(partition(), 0, { max: 10, waitMs: 0, signal: new AbortController().signal })
  expect([acknowledged, partition().end, (await reading()).records.length]).toEqual([false, 0, 0])
  synced.resolve()
  await appended
  expect([partition().end, (await reading()).records.length]).toEqual([1, 1])
})

it('writes nothing on a full disk, says so, uses no offset, and goes on when there is space', async () => {
  const { database, transactions, append, partition, broken } = await open()
  await append('a')
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number }
  database.exec(`PRAGMA max_page_count = ${pages + 2}`)
  const outcomes = await Promise.allSettled([append('small'), append(Buffer.alloc(100_000)), append('small')])
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      reason: { code: 'service-unavailable', message: 'The disk that holds log.db is full: free some space.' },
    })
  }
  expect(transactions.trouble()?.message).toContain('full')
  expect(broken()).toBe(false)

  database.exec('PRAGMA max_page_count = 1000000')
  expect(await append('b')).toMatchObject([{ offset: 1 }])
  expect(transactions.trouble()).toBeNull()
  expect(partition().end).toBe(2)
})

it('takes nothing more once the disk failed, because nobody knows what is on it', async () => {
  let healthy = true
  const sync = async () => {
    if (!healthy) throw new Error('EIO: i/o error, fdatasync')
  }
  const { append, partition, broken } = await open(() => ({ sync }))
  await append('a')
  healthy = false
  await expect(append('b')).rejects.toMatchObject({ code: 'log-unusable', message: /log\.db failed: EIO/ })
  healthy = true
  await expect(append('c')).rejects.toMatchObject({ code: 'log-unusable' })
  expect(partition().end).toBe(1)
  expect(broken()).toBe(true)
})
