/** Six hops on an embedded log and the messages that they get, until it is killed. Argument: the log's file. Started again, it goes on. */
import { setTimeout as delay } from 'node:timers/promises'
import { openEmbedded } from '../../streams/embedded/embedded.ts'
import { openMetrics } from '../../streams/metrics.ts'
import { bundledCodec } from '../../streams/registry/bundled.ts'
import { passThrough } from '../bench/pass-through.ts'
import { conversations, line, numbered, someWork, topicSpecs } from './numbered.ts'

const log = await openEmbedded({ file: process.argv[2]!, durability: 'os', gaps: true })
const codec = bundledCodec()
await log.ensureTopics(topicSpecs)
let from = 0
for (let partition = 0; partition < 4; partition++) from = Math.max(from, (await log.bounds({ topic: line[0]!.name, partition })).end)
await passThrough(line, { log, codec, metrics: openMetrics() }, someWork)
console.log('running')
// Numbers leave gaps from start to start: what counts is that each that is there comes out, once and in order.
for (let number = from; ; number++) {
  await log.append(Array.from({ length: 10 }, (_, i) => numbered(codec, (number * 10 + i) % conversations, number)))
  await delay(10)
}
