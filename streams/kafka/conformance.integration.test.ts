import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
import { describeOn } from '../../infra/local/for-tests.ts'
import { conformance } from '../conformance/conformance.ts'
import type { Log } from '../log.ts'
import { openKafka } from './kafka.ts'
import { kafkaSettings } from './settings.ts'

const { Kafka, logLevel } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs')

await describeOn(['kafka'], 'a real broker', ({ kafka }) =>
  conformance('Kafka', async () => {
    const run = `t${randomUUID().slice(0, 8)}`
    const settings = kafkaSettings.parse({
      KAFKA_BROKERS: kafka,
      HOPLINE_TOPIC_PREFIX: `${run}.`,
      HOPLINE_GROUP_PREFIX: `${run}.`,
      HOPLINE_SESSION_TIMEOUT_MS: 6000,
    })
    const opened: Log[] = []
    const open = async () => {
      const log = await openKafka(settings)
      opened.push(log)
      return log
    }
    const admin = new Kafka({ brokers: kafka.split(','), logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    const log = await open()
    let names = 0

    return {
      log,
      another: open,
      topic: (name) => `${name}-${names++}`,
      /** Has the broker roll the topic's segment and clean what was in it. */
      async compact(topic) {
        const configEntries = Object.entries({
          'cleanup.policy': 'compact',
          'segment.ms': '50',
          'min.cleanable.dirty.ratio': '0.001',
          'max.compaction.lag.ms': '1',
        })
        await admin.alterConfigs({
          validateOnly: false,
          resources: [{ type: 2, name: `${run}.${topic}`, configEntries: configEntries.map(([name, value]) => ({ name, value })) }],
        })
        const at = { topic, partition: 0 }
        const before = (await log.read(at, 0, { max: 1000 })).records
        const keys = new Set(before.map(({ key }) => String(key)))
        for (;;) {
          await delay(500)
          await log.append([{ ...at, key: Buffer.from('filler'), value: Buffer.from('x') }])
          const { records } = await log.read(at, 0, { max: 1000 })
          if (records.filter(({ key }) => keys.has(String(key))).length === keys.size) return
        }
      },
      async close() {
        await Promise.all(opened.map((one) => one.close()))
        const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${run}.`))
        await admin.deleteTopics({ topics })
        await admin.disconnect()
      },
    }
  }),
)
