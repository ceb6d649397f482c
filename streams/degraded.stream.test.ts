import { expect, it } from 'vitest'
import { z } from 'zod'
import { openEmbedded } from './embedded/embedded.ts'
import { openMetrics } from './metrics.ts'
import { defineProcessor } from './processor.ts'
import { bundledCodec } from './registry/bundled.ts'
import { runProcessor } from './run.ts'
import { specOf, topics } from './topics.ts'

it('a processor that works without something is ready, and says so by a sentence and by a metric', async () => {
  let lacks: string | null = null
  const processor = defineProcessor({
    ...{ name: 'hop', summary: '', from: [topics.messages], to: [], patience: 'deadline', settings: z.object({}) },
    open: async (_settings, _ports: object) => ({ inputs: [], degraded: () => lacks }),
  })
  const [log, metrics] = [await openEmbedded({ file: ':memory:', durability: 'os' }), openMetrics()]
  await log.ensureTopics([specOf(topics.messages, 1)])
  const running = await runProcessor(processor, {}, {}, { log, codec: bundledCodec(), metrics })
  expect(running.degraded()).toBeNull()
  expect(await metrics.page()).toContain('hopline_degraded{processor="hop"} 0')
  lacks = 'The service does not answer.'
  expect(running.degraded()).toBe(lacks)
  expect(running.notReady()).toBeNull()
  expect(await metrics.page()).toContain('hopline_degraded{processor="hop"} 1')
  await running.drain(1_000)
  await log.close()
})
