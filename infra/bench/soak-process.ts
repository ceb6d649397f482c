/**
 * Six pass-through hops, fed by the process itself at a steady pace; prints how many came out whenever it reads a line.
 * Arguments: messages per second, then the file of an embedded log, or brokers, registry and prefix.
 */
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { openEmbedded } from '../../streams/embedded/embedded.ts'
import { openKafka } from '../../streams/kafka/kafka.ts'
import { kafkaSettings } from '../../streams/kafka/settings.ts'
import { bundledCodec } from '../../streams/registry/bundled.ts'
import { registryCodec } from '../../streams/registry/confluent.ts'
import { startChain } from './chain.ts'

const [rate, first, url, prefix = ''] = process.argv.slice(2) as [string, string, string?, string?]
const log = url
  ? await openKafka(kafkaSettings.parse({ KAFKA_BROKERS: first, HOPLINE_TOPIC_PREFIX: prefix, HOPLINE_GROUP_PREFIX: prefix }))
  : await openEmbedded({ file: first, durability: 'os' })
const codec = url ? registryCodec({ url, prefix, autoRegister: true, timeoutMs: 10_000 }) : bundledCodec()
const chain = await startChain(log, codec, { name: 'soak', hops: 6, partitions: 4, retentionMs: 30_000 })

const tickMs = 50
/** Behind by this much, it waits: a backlog would be measured as a leak. */
const backlog = 5_000
let over = false
const feed = async (): Promise<void> => {
  const began = performance.now()
  for (let sent = 0; !over; await delay(tickMs)) {
    const due = Math.min(Math.floor(((performance.now() - began) / 1_000) * Number(rate)), chain.arrived + backlog)
    while (sent < due && !over) {
      const next = Math.min(due, sent + 1_000)
      await chain.send(sent, next)
      sent = next
    }
  }
}
const feeding = feed()

createInterface(process.stdin)
  .on('line', () => console.log(String(chain.arrived)))
  .once('close', async () => {
    over = true
    await feeding
    await chain.close()
    await log.close()
    process.exit()
  })
console.log('ready')
