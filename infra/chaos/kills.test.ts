import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openEmbedded } from '../../streams/embedded/embedded.ts'
import type { Log } from '../../streams/log.ts'
import { openMetrics } from '../../streams/metrics.ts'
import { bundledCodec } from '../../streams/registry/bundled.ts'
import { passThrough } from '../bench/pass-through.ts'
import { line } from './numbered.ts'

const kills = 6

it('has each message once and in order after the last hop, wherever its process was killed', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hopline-kills-'))
  const file = join(folder, 'log.sqlite')
  try {
    for (let i = 0; i < kills; i++) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'embedded-hops.ts'), file], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(child.stdout, 'data')
      await delay(Math.random() * 1_000)
      expect(child.exitCode).toBe(null)
      child.kill('SIGKILL')
      await once(child, 'exit')
    }

    const log = await openEmbedded({ file, durability: 'os' })
    const running = await passThrough(line, { log, codec: bundledCodec(), metrics: openMetrics() })
    const sent = await idsByKey(log, line[0]!.name)
    const total = [...sent.values()].flat().length
    await expect
      .poll(async () => [...(await idsByKey(log, line[6]!.name)).values()].flat().length, { timeout: 60_000, interval: 500 })
      .toBe(total)
    expect(total).toBeGreaterThan(kills * 20)
    expect(await idsByKey(log, line[6]!.name)).toEqual(sent)
    await Promise.all(running.map((one) => one.drain(5_000)))
    await log.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** Message ids of a topic by conversation, in order. */
const idsByKey = async (log: Log, topic: string): Promise<Map<string, string[]>> => {
  const codec = bundledCodec()
  const ids = new Map<string, string[]>()
  for (let partition = 0; partition < 4; partition++) {
    const { end } = await log.bounds({ topic, partition })
    for (let offset = 0; offset < end;) {
      const { records, nextOffset } = await log.read({ topic, partition }, offset, { max: 1_000 })
      for (const { key, value } of records) {
        const { messageId } = await codec.decode(line[0]!, value!)
        ids.set(String(key), [...(ids.get(String(key)) ?? []), messageId])
      }
      offset = nextOffset
    }
  }
  return new Map([...ids].sort(([a], [b]) => a.localeCompare(b)))
}
