import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { everything, values } from '../conformance/using-log.ts'
import { beside, chain, keys, latest, partitions } from './crash-chain.for-tests.ts'
import { openEmbedded } from './embedded.ts'
import { passThrough } from './pass-through.for-tests.ts'

const kills = 20
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hopline-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Starts the chain in a process of its own. */
const start = (file: string, durability: 'fsync' | 'os'): ChildProcess =>
  fork(join(import.meta.dirname, 'crash-chain.for-tests.ts'), [file, durability], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })

const running = async (child: ChildProcess): Promise<void> => {
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  expect(message).toBe('running')
}

const kill = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

it('has every number once and in order at every hop, wherever the process was killed', { timeout: 120_000 }, async () => {
  const file = join(folder, 'killed.db')
  for (let i = 0; i < kills; i++) {
    const child = start(file, i % 2 === 0 ? 'os' : 'fsync')
    // Every fourth is killed while it starts: recovery must survive a crash too.
    if (i % 4 !== 3) await running(child)
    await delay(Math.random() * (i % 4 === 3 ? 150 : 60))
    await kill(child)
  }

  const log = await openEmbedded({ file, durability: 'os', gaps: true })
  await passThrough(log, chain, beside)
  const appended = await numbers(log, chain[0]!)
  await expect.poll(async () => (await numbers(log, chain.at(-1)!)).length, { timeout: 30_000 }).toBe(appended.length)
  await log.clean()

  expect(appended.length).toBeGreaterThan(kills)
  expect(appended.toSorted((a, b) => a - b)).toEqual(Array.from(appended, (_, i) => i))
  for (const topic of chain.slice(1)) expect(await numbers(log, topic)).toEqual(appended)

  const newest = new Map<string, number>()
  for (const { key, value } of await everything(log, latest)) {
    expect(newest.has(String(key))).toBe(false)
    newest.set(String(key), Number(value))
  }
  expect(newest.size).toBe((chain.length - 1) * keys)
  expect(Math.max(...newest.values())).toBe(Math.max(...appended))
  await log.close()
})

it('refuses a second process with a sentence, until the first one is gone', { timeout: 60_000 }, async () => {
  const file = join(folder, 'owned.db')
  const child = start(file, 'os')
  await running(child)
  await expect(openEmbedded({ file, durability: 'os' })).rejects.toThrow(`${file} is in use by another process: stop that one`)
  await kill(child)
  const log = await openEmbedded({ file, durability: 'os' })
  expect(log.health().ready).toBe(true)
  await log.close()
})

/** The numbers in a topic, partition by partition. */
const numbers = async (log: Awaited<ReturnType<typeof openEmbedded>>, topic: string): Promise<number[]> => {
  const all: number[] = []
  for (let partition = 0; partition < partitions; partition++) all.push(...values(await everything(log, topic, partition)).map(Number))
  return all
}
