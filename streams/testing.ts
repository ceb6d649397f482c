/** A processor on the log in memory, for `.stream.test.ts`: real codec, real loop, nothing else. */
import type { z } from 'zod'
import { openEmbedded } from './embedded/embedded.ts'
import { headerNames } from './ingress.ts'
import type { LogRecord } from './log.ts'
import { openMetrics } from './metrics.ts'
import type { Processor } from './processor.ts'
import { bundledCodec } from './registry/bundled.ts'
import { runProcessor } from './run.ts'
import { specOf, topics, type RecordOf, type Topic } from './topics.ts'

/** What a topic got, decoded. */
export type Got<T extends Topic> = { key: string; value: RecordOf<T> | null; record: LogRecord }

/** Starts `processor` on a new log in memory. Topics have one partition, so that what comes out has one order. */
export const runInMemory = async <Settings extends z.ZodObject, Ports>(
  processor: Processor<Settings, Ports>,
  ports: Ports,
  settings: z.input<Settings> = {} as z.input<Settings>,
  before: readonly { topic: Topic; key: string; value: unknown }[] = [],
) => {
  const log = await openEmbedded({ file: ':memory:', durability: 'os' })
  const codec = bundledCodec()
  await log.ensureTopics(Object.values(topics).map((topic) => specOf(topic, 1)))
  const append = (topic: Topic, key: string, value: Buffer | null, messageId?: string) =>
    log.append([
      { topic: topic.name, key: Buffer.from(key), value, headers: messageId ? [[headerNames.messageId, Buffer.from(messageId)]] : [] },
    ])
  for (const { topic, key, value } of before) await append(topic, key, codec.encode(topic, value as RecordOf<Topic>))
  const running = await runProcessor(processor, processor.settings.parse(settings) as z.infer<Settings>, ports, {
    log,
    codec,
    metrics: openMetrics(),
  })

  return {
    log,
    codec,
    running,
    send: <T extends Topic>(topic: T, key: string, value: RecordOf<T>, messageId?: string) =>
      append(topic, key, codec.encode(topic, value), messageId),
    sendBytes: append,
    /** The first `count` records of a topic; waits for them. */
    async take<T extends Topic>(topic: T, count: number): Promise<Got<T>[]> {
      const got: Got<T>[] = []
      for (let offset = 0; got.length < count;) {
        const batch = await log.read({ topic: topic.name, partition: 0 }, offset, { max: count - got.length, waitMs: 1_000 })
        for (const record of batch.records)
          got.push({ key: record.key?.toString() ?? '', value: record.value && (await codec.decode(topic, record.value)), record })
        offset = batch.nextOffset
      }
      return got
    },
    async stop() {
      await running.drain(5_000)
      await log.close()
    },
  }
}
