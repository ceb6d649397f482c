/** Hops of a storm in a process of their own, on Kafka. Arguments: brokers, registry, prefix, first hop, last hop. Ends with its input, in good order. */
import { openKafka } from '../../streams/kafka/kafka.ts'
import { kafkaSettings } from '../../streams/kafka/settings.ts'
import { openMetrics } from '../../streams/metrics.ts'
import { registryCodec } from '../../streams/registry/confluent.ts'
import { passThrough } from '../bench/pass-through.ts'
import { line, someWork } from './numbered.ts'

const [brokers, url, prefix, first, last] = process.argv.slice(2) as [string, string, string, string, string]
const log = await openKafka(kafkaSettings.parse({ KAFKA_BROKERS: brokers, HOPLINE_TOPIC_PREFIX: prefix, HOPLINE_GROUP_PREFIX: prefix }))
const codec = registryCodec({ url, prefix, autoRegister: true, timeoutMs: 10_000 })
const running = await passThrough(line.slice(Number(first), Number(last) + 2), { log, codec, metrics: openMetrics() }, someWork)
for (const { failed } of running) void failed.catch((error: unknown) => (console.error(error), process.exit(1)))
process.stdin.resume().once('end', async () => {
  await Promise.all(running.map((one) => one.drain(5_000)))
  await log.close()
  process.exit()
})
console.log('ready')
