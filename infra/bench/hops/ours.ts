/** Six pass-through hops in one process: the loop, on Kafka, with Avro through the registry. Arguments: brokers, registry, prefix. */
import { openMetrics } from '../../../streams/metrics.ts'
import { openKafka } from '../../../streams/kafka/kafka.ts'
import { kafkaSettings } from '../../../streams/kafka/settings.ts'
import { registryCodec } from '../../../streams/registry/confluent.ts'
import { lineOf, passThrough } from '../pass-through.ts'

const [brokers, url, prefix] = process.argv.slice(2) as [string, string, string]
const log = await openKafka(kafkaSettings.parse({ KAFKA_BROKERS: brokers, HOPLINE_TOPIC_PREFIX: prefix, HOPLINE_GROUP_PREFIX: prefix }))
const codec = registryCodec({ url, prefix, autoRegister: true, timeoutMs: 10_000 })
const running = await passThrough(lineOf('hop', 6), { log, codec, metrics: openMetrics() })
process.stdin.resume().once('end', async () => {
  await Promise.all(running.map((one) => one.drain(5_000)))
  await log.close()
  process.exit()
})
console.log('ready')
