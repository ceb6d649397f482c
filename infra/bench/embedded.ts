/** `hopline bench embedded`: six pass-through hops on the embedded log, in both durabilities; and a slow conversation beside others. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbedded } from '../../streams/embedded/embedded.ts'
import type { Log } from '../../streams/log.ts'
import { bundledCodec } from '../../streams/registry/bundled.ts'
import { latencies, startChain, throughput } from './chain.ts'
import { percentile, type Row } from './report.ts'

const onFile = async <T>(durability: 'os' | 'fsync', work: (log: Log) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'hopline-bench-'))
  const log = await openEmbedded({ file: join(folder, 'log.sqlite'), durability })
  try {
    return await work(log)
  } finally {
    await log.close()
    await rm(folder, { recursive: true })
  }
}

export const embedded = async (): Promise<Row[]> => {
  const rows: Row[] = []
  for (const durability of ['os', 'fsync'] as const) {
    rows.push(
      ...(await onFile(durability, async (log): Promise<Row[]> => {
        const chain = await startChain(log, bundledCodec(), { name: 'bench', hops: 6, partitions: 4 })
        await throughput(chain, 2_000, 0)
        const rate = await throughput(chain, 20_000, 2_000)
        const single = await latencies(chain, 200, 22_000)
        await chain.close()
        return [
          { what: `latency_p50 ${durability}`, value: percentile(single, 0.5), unit: 'ms' },
          { what: `latency_p99 ${durability}`, value: percentile(single, 0.99), unit: 'ms' },
          { what: `throughput ${durability}`, value: rate, unit: 'msg/s' },
        ]
      })),
    )
  }
  return rows
}

/** One conversation whose handler takes 10 s, and the p99 of the others in the same partition, with and without it. */
export const slow = async (): Promise<Row[]> =>
  onFile('fsync', async (log) => {
    const chain = await startChain(log, bundledCodec(), {
      name: 'slow',
      hops: 1,
      partitions: 1,
      work: (key) => (key === 'slow' ? new Promise((resolve) => setTimeout(resolve, 10_000)) : Promise.resolve()),
    })
    await latencies(chain, 100, 0)
    const alone = percentile(await latencies(chain, 300, 100), 0.99)
    await chain.send(400, 401, 'slow')
    const beside = percentile(await latencies(chain, 300, 401), 0.99)
    await chain.close()
    return [
      { what: 'latency_p99 alone', value: alone, unit: 'ms' },
      { what: 'latency_p99 beside a 10 s handler in the same partition', value: beside, unit: 'ms' },
      { what: 'added by the slow conversation', value: beside - alone, unit: 'ms' },
    ]
  })
