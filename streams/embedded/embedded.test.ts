import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, bytes, everything, join, valued, values } from '../conformance/using-log.ts'
import { tombstonesKeptMs } from './cleaning.ts'
import { openEmbedded } from './embedded.ts'

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(path(tmpdir(), 'hopline-'))
})
afterAll(() => rm(folder, { recursive: true }))
const newFile = () => path(folder, `${count++}.db`)
const plain = { name: 't', partitions: 1, cleanup: 'delete' } as const

describe('the file', () => {
  it.each(['fsync', 'os'] as const)('holds records, positions and settings across opens (%s)', async (durability) => {
    const file = newFile()
    const log = await openEmbedded({ file, durability })
    await log.ensureTopics([{ ...plain, maxBytes: 3_000_000 }])
    await log.append(valued('t', ['a', 'b']))
    const member = await join(log, 'g', ['t'])
    await (await member.lease(0)).commit({ records: valued('t', ['c']), positions: new Map([['t', at(1, 'm')]]) })
    await log.close()

    const again = await openEmbedded({ file, durability })
    expect(values(await everything(again, 't'))).toEqual(['a', 'b', 'c'])
    expect(await again.committed('g', 't')).toEqual([at(1, 'm')])
    expect(await again.append([{ topic: 't', key: null, value: Buffer.alloc(2_000_000) }])).toMatchObject([{ offset: 3 }])
    await again.close()
  })

  it('is refused a second time in the same process', async () => {
    const file = newFile()
    const log = await openEmbedded({ file, durability: 'os' })
    await expect(openEmbedded({ file, durability: 'os' })).rejects.toThrow(`${file} is in use`)
    await log.close()
  })

  it('is refused, by name, where its layout is newer, where another program wrote it, and where it is no database', async () => {
    const newer = newFile()
    await (await openEmbedded({ file: newer, durability: 'os' })).close()
    sql(newer, 'PRAGMA user_version = 99')
    await expect(openEmbedded({ file: newer, durability: 'os' })).rejects.toThrow(`${newer} has layout 99`)
    const foreign = newFile()
    sql(foreign, 'CREATE TABLE customers (name TEXT)')
    await expect(openEmbedded({ file: foreign, durability: 'os' })).rejects.toThrow(`${foreign} is a database of another program`)
    const text = newFile()
    await writeFile(text, 'Dear diary,\n'.repeat(100))
    await expect(openEmbedded({ file: text, durability: 'os' })).rejects.toThrow(`${text} is not a log of Hopline`)
    const missing = path(folder, 'missing', 'log.db')
    await expect(openEmbedded({ file: missing, durability: 'os' })).rejects.toThrow(`${missing} can not be opened`)
  })

  it('raises the epoch of every lease when it is opened and when a lease begins', async () => {
    const file = newFile()
    const session = async () => {
      const log = await openEmbedded({ file, durability: 'os' })
      await log.ensureTopics([plain])
      await join(log, 'g', ['t'])
      await log.close()
      return sql(file, 'SELECT epoch FROM lease')['epoch']
    }
    expect([await session(), await session()]).toEqual([1, 3])
  })

  it('takes nothing after close, and close waits for what was asked before', async () => {
    const file = newFile()
    const log = await openEmbedded({ file, durability: 'fsync' })
    await log.ensureTopics([plain])
    const appended = log.append(valued('t', ['a']))
    const following = log.follow({ topics: ['t'], from: 'end', signal: new AbortController().signal, onBatch: () => {} })
    await log.close()
    await Promise.all([appended, following])
    expect(log.health()).toEqual({ ready: false, detail: `The log in ${file} is closed.` })
    await expect(log.append(valued('t', ['b']))).rejects.toThrow(`The log in ${file} is closed.`)
    expect(sql(file, 'SELECT count(*) AS n FROM record')['n']).toBe(1)
  })
})

it('lets a commit stand that was accepted before its lease ended', async () => {
  const log = await openEmbedded({ file: ':memory:', durability: 'os' })
  await log.ensureTopics([plain])
  const member = await join(log, 'g', ['t'])
  const lease = await member.lease(0)
  const commit = lease.commit({ records: [], positions: new Map([['t', at(5)]]) })
  await member.membership.leave()
  const next = await join(log, 'g', ['t'])
  expect((await next.lease(0)).positions.get('t')).toEqual(at(5))
  await commit
  await log.close()
})

it('refuses a timestamp that is no whole number, and goes on', async () => {
  const log = await openEmbedded({ file: ':memory:', durability: 'os' })
  await log.ensureTopics([plain])
  for (const timestamp of [NaN, 1.5]) {
    await expect(log.append([{ topic: 't', key: null, value: null, timestamp }])).rejects.toMatchObject({ code: 'handler-failed' })
  }
  expect(await log.append(valued('t', ['a']))).toMatchObject([{ offset: 0 }])
  await log.close()
})

it('lets members leave a log that is closed', async () => {
  const log = await openEmbedded({ file: ':memory:', durability: 'os' })
  await log.ensureTopics([{ ...plain, partitions: 2 }])
  const members = [await join(log, 'g', ['t']), await join(log, 'g', ['t'])]
  await log.close()
  expect(members.flatMap(({ begun }) => begun).every(({ signal }) => signal.aborted)).toBe(true)
  for (const { membership } of members) await membership.leave()
})

it('reads about a mebibyte at a time, however many records are asked for', async () => {
  const log = await openEmbedded({ file: ':memory:', durability: 'os' })
  await log.ensureTopics([plain])
  await log.append(Array.from({ length: 30 }, () => ({ topic: 't', key: null, value: Buffer.alloc(100_000) })))
  const { records, nextOffset } = await log.read({ topic: 't', partition: 0 }, 0, { max: 1000 })
  expect([records.length, nextOffset]).toEqual([11, 11])
  await log.close()
})

describe('cleaning', () => {
  const day = 24 * 3_600_000
  const open = async (file: string) => {
    const clock = { now: Date.UTC(2026, 0, 1) }
    const log = await openEmbedded({ file, durability: 'os', now: () => clock.now })
    return { log, clock }
  }

  it('deletes what is older than the retention from the start on, and never uses an offset twice', async () => {
    const file = newFile()
    const { log, clock } = await open(file)
    await log.ensureTopics([{ ...plain, retentionMs: 2 * day }])
    const hours = Array.from({ length: 1000 }, (_, i) => String(i))
    await log.append(valued('t', hours))
    clock.now += day
    await log.append(valued('t', ['young']))
    await log.clean()
    expect((await everything(log, 't')).length).toBe(1001)
    clock.now += 1.5 * day
    await log.clean()
    expect(values(await everything(log, 't'))).toEqual(['young'])
    expect(await log.bounds({ topic: 't', partition: 0 })).toEqual({ start: 1000, end: 1001 })
    clock.now += 1.5 * day
    await log.clean()
    await log.close()

    const { log: again } = await open(file)
    expect(await again.bounds({ topic: 't', partition: 0 })).toEqual({ start: 1001, end: 1001 })
    expect(await again.append(valued('t', ['next']))).toMatchObject([{ offset: 1001 }])
    await again.close()
  })

  it('keeps a tombstone for a day after it took the value away, then drops it', async () => {
    const { log, clock } = await open(':memory:')
    await log.ensureTopics([{ ...plain, cleanup: 'compact' }])
    const set = (key: string, value: Buffer | null) => ({ topic: 't', key: bytes(key), value })
    await log.append([set('a', bytes('1')), set('b', bytes('1')), set('a', null)])
    await log.clean()
    const keys = async () => (await everything(log, 't')).map(({ key, value }) => `${key}${value ?? ''}`)
    expect(await keys()).toEqual(['b1', 'a'])
    clock.now += tombstonesKeptMs - 1
    await log.clean()
    expect(await keys()).toEqual(['b1', 'a'])
    clock.now += 1
    await log.clean()
    expect(await keys()).toEqual(['b1'])
    await log.append([set('a', bytes('2'))])
    await log.clean()
    expect(await keys()).toEqual(['b1', 'a2'])
    await log.close()
  })

  it('compacts thousands of records in steps, also those that came while it ran', async () => {
    const { log } = await open(':memory:')
    await log.ensureTopics([{ ...plain, cleanup: 'compact' }])
    const round = (value: number) =>
      Array.from({ length: 100 }, (_, key) => ({ topic: 't', key: bytes(String(key)), value: bytes(String(value)) }))
    for (let i = 0; i < 30; i++) await log.append(round(i))
    await Promise.all([log.clean(), log.append(round(30))])
    await log.clean()
    const left = await everything(log, 't')
    expect(left.length).toBe(100)
    expect(new Set(values(left))).toEqual(new Set(['30']))
    await log.close()
  })

  it('finds offsets by time where compaction took the records between', async () => {
    const { log } = await open(':memory:')
    await log.ensureTopics([{ ...plain, cleanup: 'compact' }])
    const set = (key: string, timestamp: number) => ({ topic: 't', key: bytes(key), value: bytes('v'), timestamp })
    await log.append([set('a', 10), set('b', 100), set('c', 50), set('b', 20), set('d', 90), set('e', 200)])
    await log.clean()
    const find = (timestamp: number) => log.offsetAt({ topic: 't', partition: 0 }, timestamp)
    expect([await find(10), await find(40), await find(60), await find(95), await find(300)]).toEqual([0, 2, 4, 5, 6])
    await log.close()
  })
})

const sql = (file: string, statement: string) => {
  const database = new DatabaseSync(file)
  try {
    return database.prepare(statement).get() ?? {}
  } finally {
    database.close()
  }
}
