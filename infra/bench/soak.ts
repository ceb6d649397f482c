/**
 * `hopline bench soak`: pass-through messages through one process for as long as told; resident memory must not grow. The
 * process is one of its own, so that what feeds it and counts stays out of the figure.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { progressBar } from '../../main/output.ts'
import { startChild, type Child } from './child.ts'
import { onServers } from './on-servers.ts'
import { median, type Row } from './report.ts'

const sampleMs = 2_000
/** Messages per second asked for: 1,000,000 in ten minutes. */
const rate = 1_800
/** The share of the time that counts as warm-up. */
const warmUp = 0.25

type Sample = { at: number; messages: number; rss: number }

/** MB resident, as the kernel sees it. @throws where the process is gone or there is no /proc */
const residentOf = async (pid: number): Promise<number> => {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1_024
}

const watch = async (child: Child, what: string, seconds: number): Promise<Row[]> => {
  const samples: Sample[] = []
  const bar = progressBar(`Soaking ${what}`)
  const began = performance.now()
  for (;;) {
    const at = (performance.now() - began) / 1_000
    samples.push({ at, messages: Number(await child.ask('count')), rss: await residentOf(child.process.pid!) })
    bar.update(Math.round(at), seconds)
    if (at >= seconds) break
    await delay(sampleMs)
  }
  bar.end()
  const steady = samples.filter(({ at }) => at >= seconds * warmUp)
  const edge = Math.max(1, Math.floor(steady.length / 5))
  const before = median(steady.slice(0, edge).map(({ rss }) => rss))
  const after = median(steady.slice(-edge).map(({ rss }) => rss))
  return [
    { what: `messages ${what}`, value: samples.at(-1)!.messages, unit: 'msg' },
    { what: `rss_after_warm_up ${what}`, value: before, unit: 'MB' },
    { what: `rss_at_the_end ${what}`, value: after, unit: 'MB' },
    { what: `rss_slope ${what}`, value: slopeOf(steady) * 60, unit: 'MB/min' },
    { what: `rss_growth ${what}`, value: after / before, unit: 'times' },
  ]
}

/** MB per second, by Theil and Sen: the median slope over all pairs, which single collections do not move. */
const slopeOf = (samples: readonly Sample[]): number => {
  const slopes: number[] = []
  for (const [i, a] of samples.entries()) for (const b of samples.slice(i + 1)) slopes.push((b.rss - a.rss) / (b.at - a.at))
  return median(slopes)
}

const program = join(import.meta.dirname, 'soak-process.ts')

/** For `seconds` on the embedded log, then as long on Kafka. */
export const soak = async (seconds: number): Promise<Row[]> => {
  const run = async (what: string, ...args: string[]): Promise<Row[]> => {
    const child = await startChild(process.execPath, [program, String(rate), ...args])
    try {
      return await watch(child, what, seconds)
    } finally {
      await child.stop()
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'hopline-soak-'))
  try {
    const embedded = await run('embedded', join(folder, 'log.sqlite'))
    const kafka = await onServers(({ brokers, registry, prefix }) => run('kafka', brokers, registry, prefix))
    return [...embedded, ...kafka]
  } finally {
    await rm(folder, { recursive: true })
  }
}
