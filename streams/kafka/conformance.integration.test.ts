import { createRequire } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
import { describeOn } from '../../infra/local/for-tests.ts'
import { conformance } from '../conformance/conformance.ts'
import type { Log } from '../log.ts'
import { connector, type Connect, type Connection } from './connection.ts'
import { openKafka } from './kafka.ts'
import { testSettings } from './open.fixture.ts'

const { Kafka, logLevel } = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs')

await describeOn(['kafka'], 'a real broker', ({ kafka }) =>
  conformance('Kafka', async () => {
    const settings = testSettings({ KAFKA_BROKERS: kafka })
    const prefix = settings.HOPLINE_TOPIC_PREFIX
    const opened: Log[] = []
    const open = async (connect?: Connect) => {
      const log = await openKafka(settings, connect)
      opened.push(log)
      return log
    }
    const log = await open()
    const admin = new Kafka({ brokers: kafka.split(','), logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    let names = 0

    return {
      log,
      another: () => open(),
      async mortal() {
        const connections: Connection[] = []
        let dead = false
        const connect = connector(settings)
        const log = await open((topics) => {
          const connection = connect(topics)
          connections.push(connection)
          if (dead) connection.close()
          return connection
        })
        return {
          log,

          async die() {
            dead = true
            for (const connection of connections) connection.close()
          },
        }
      },
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
          resources: [{ type: 2, name: prefix + topic, configEntries: configEntries.map(([name, value]) => ({ name, value })) }],
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
        const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
        await admin.deleteTopics({ topics })
        await admin.disconnect()
      },
    }
  }),
)
