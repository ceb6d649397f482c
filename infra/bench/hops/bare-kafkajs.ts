/**
 * The least that kafkajs can do for exactly once: six hops that consume a batch, and publish it and its offset in one
 * transaction. No schemas, no lanes, no fencing order, no fix for a defect of kafkajs. Arguments: brokers, prefix.
 */
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs'

const [brokers, prefix] = process.argv.slice(2) as [string, string]
const [hops, partitions, recordsPerTransaction] = [6, 4, 1_000]

// Retries after 2 ms: back-to-back transactions meet the markers of the last one, and 300 ms, the default, would be a stall.
const retry = { initialRetryTime: 2, maxRetryTime: 200, factor: 0.2, multiplier: 1.5, retries: 50 }
const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING, retry })

const hop = async (from: string, to: string, groupId: string): Promise<void> => {
  const producers = new Map<number, Promise<Producer>>()
  const producerOf = (partition: number): Promise<Producer> => {
    let producer = producers.get(partition)
    if (!producer) {
      const made = kafka.producer({
        transactionalId: `${groupId}-${partition}`,
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner,
      })
      producers.set(partition, (producer = made.connect().then(() => made)))
    }
    return producer
  }
  const consumer = kafka.consumer({ groupId, maxBytesPerPartition: 1 << 20, minBytes: 1, maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topic: from, fromBeginning: true })
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve))
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: partitions,
    async eachBatch({ batch: { messages, partition }, resolveOffset }) {
      const producer = await producerOf(partition)
      for (let at = 0; at < messages.length; at += recordsPerTransaction) {
        const chunk = messages.slice(at, at + recordsPerTransaction)
        const last = chunk.at(-1)!.offset
        const transaction = await producer.transaction()
        await transaction.send({ topic: to, messages: chunk.map(({ key, value }) => ({ key, value })) })
        await transaction.sendOffsets({
          consumerGroupId: groupId,
          topics: [{ topic: from, partitions: [{ partition, offset: String(BigInt(last) + 1n) }] }],
        })
        await transaction.commit()
        resolveOffset(last)
      }
    },
  })
  await joined
}

await Promise.all(Array.from({ length: hops }, (_, i) => hop(`${prefix}hop.${i}`, `${prefix}hop.${i + 1}`, `${prefix}group.${i}`)))
process.stdin.resume().once('end', () => process.exit())
console.log('ready')
