/**
 * `hopline bench pipeline`: real messages through the real processors, with the knowledge that ships, on the embedded log and on
 * Kafka; beside it what the encoder alone makes of the same texts, in the same process and run.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { progressBar } from '../../main/output.ts'
import { play } from '../../main/play.ts'
import { environment, root } from '../../main/settings.ts'
import { processorNames } from '../../main/needed-settings.ts'
import { openSystem } from '../../main/system.ts'
import { openEncoder } from '../../models/inference/encoder.ts'
import { shippedModel } from '../../models/inference/manifest.ts'
import { messages as texts } from './messages.ts'
import { onServers } from './on-servers.ts'
import { against, percentile, type Row } from './report.ts'

/** Messages on their way at a time: enough for whole batches in every hop. */
const ahead = 256
const warmUp = 300

/** Texts per second of the model alone, reading all that the intent hop reads, in batches as full as it likes. */
const encoderAlone = async (): Promise<number> => {
  const encoder = await openEncoder({ folder: join(root, 'models', shippedModel), threads: Math.min(4, availableParallelism()) })
  await encoder.read(texts.slice(0, warmUp))
  const began = performance.now()
  await encoder.read(texts)
  const rate = texts.length / ((performance.now() - began) / 1_000)
  await encoder.close()
  return rate
}

type Figures = { rate: number; p50: number; p99: number }

const pipelineOn = async (name: string, settings: Record<string, string>): Promise<Figures> => {
  const { KAFKA_BROKERS: _, ...env } = environment()
  const system = await openSystem({ env: { ...env, HOPLINE_PARTITIONS: '4', ...settings }, processors: processorNames, gateway: true })
  try {
    await system.startProcessors(processorNames)
    const app = await system.app()
    await system.takeInKnowledge({
      where: name,
      fetch: (path, init) => app.request(`http://127.0.0.1${path}`, init),
      close: () => Promise.resolve(),
    })
    const bar = progressBar(`Messages on ${name}`)
    const all = texts.map((text) => ({ text }))
    await play(system, all.slice(0, warmUp), { ahead })
    const began = performance.now()
    const played = await play(system, all, { ahead, onDone: (done) => bar.update(done, texts.length) })
    const rate = played.length / ((performance.now() - began) / 1_000)
    const single = (await play(system, all.slice(0, 60), { ahead: 1 })).map(({ ms }) => ms)
    bar.end()
    return { rate, p50: percentile(single, 0.5), p99: percentile(single, 0.99) }
  } finally {
    await system.close()
  }
}

export const pipeline = async (): Promise<Row[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'hopline-bench-'))
  try {
    // The encoder takes its turn before and after, so that what else the machine does falls on both.
    const before = await encoderAlone()
    const embedded = await pipelineOn('the embedded log', { HOPLINE_DATA_DIR: folder })
    const between = await encoderAlone()
    const kafka = await onServers(({ brokers, registry, prefix }) =>
      pipelineOn('Kafka', {
        KAFKA_BROKERS: brokers,
        SCHEMA_REGISTRY_URL: registry,
        HOPLINE_TOPIC_PREFIX: prefix,
        HOPLINE_GROUP_PREFIX: prefix,
      }),
    )
    const after = await encoderAlone()
    const rows = (log: string, { rate, p50, p99 }: Figures, encoder: number): Row[] => [
      against(`throughput ${log}`, 'msg/s', rate, 'the encoder alone', encoder, 'higher'),
      { what: `latency_p50 ${log}`, value: p50, unit: 'ms' },
      { what: `latency_p99 ${log}`, value: p99, unit: 'ms' },
    ]
    return [...rows('embedded', embedded, (before + between) / 2), ...rows('kafka', kafka, (between + after) / 2)]
  } finally {
    await rm(folder, { recursive: true })
  }
}
