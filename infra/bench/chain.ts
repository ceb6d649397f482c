/** A line of pass-through hops in this process, fed and watched at its end: for logs that live in this process too. */
import type { Codec } from '../../streams/codec.ts'
import type { Log } from '../../streams/log.ts'
import { openMetrics } from '../../streams/metrics.ts'
import { specOf } from '../../streams/topics.ts'
import { lineOf, message, passThrough } from './pass-through.ts'

export type Chain = {
  /** Sends messages `from` to `to` (not included), each with a key of its own unless one is given. */
  send(from: number, to: number, key?: string): Promise<void>
  /** Settles when `count` messages in all have come out. */
  until(count: number): Promise<void>
  readonly arrived: number
  close(): Promise<void>
}

/** Starts `hops` pass-through processors over topics of their own; `work` is awaited for each record. */
export const startChain = async (
  log: Log,
  codec: Codec,
  options: { name: string; hops: number; partitions: number; work?: (key: string) => Promise<void>; retentionMs?: number },
): Promise<Chain> => {
  const { name, hops, partitions, work, retentionMs } = options
  const line = lineOf(name, hops)
  await log.ensureTopics(line.map((topic) => ({ ...specOf(topic, partitions), ...(retentionMs === undefined ? {} : { retentionMs }) })))
  await codec.prepare(line)
  const running = await passThrough(line, { log, codec, metrics: openMetrics() }, work)

  let arrived = 0
  let wake = () => {}
  const stop = new AbortController()
  const following = log.follow({
    topics: [line[hops]!.name],
    from: 'start',
    signal: stop.signal,
    onBatch({ records }) {
      arrived += records.length
      wake()
    },
  })
  following.catch(() => undefined)

  return {
    async send(from, to, key) {
      const records = []
      for (let id = from; id < to; id++)
        records.push({
          topic: line[0]!.name,
          key: Buffer.from(key ?? `bench/${id}`),
          value: codec.encode(line[0]!, message(`message-${id}`)),
        })
      await log.append(records)
    },
    async until(count) {
      while (arrived < count) await new Promise<void>((resolve) => (wake = resolve))
    },
    get arrived() {
      return arrived
    },
    async close() {
      await Promise.all(running.map((one) => one.drain(5_000)))
      stop.abort()
      await following.catch(() => undefined)
    },
  }
}

/** ms from the append of a single message until it comes out, for `count` messages one after the other. */
export const latencies = async (chain: Chain, count: number, firstId: number, pauseMs = 20): Promise<number[]> => {
  const values: number[] = []
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    const next = chain.arrived + 1
    const began = performance.now()
    await chain.send(firstId + i, firstId + i + 1)
    await chain.until(next)
    values.push(performance.now() - began)
  }
  return values
}

/** Messages per second through the whole chain, from the first append to the last arrival. */
export const throughput = async (chain: Chain, count: number, firstId: number): Promise<number> => {
  const before = chain.arrived
  const began = performance.now()
  for (let id = 0; id < count; id += 1_000) await chain.send(firstId + id, firstId + Math.min(count, id + 1_000))
  await chain.until(before + count)
  return count / ((performance.now() - began) / 1_000)
}
