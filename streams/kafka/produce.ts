/** Sends record batches to the leaders of their partitions, and says of each what became of it. */
import { partitionOf } from '../murmur2.ts'
import type { Connection } from './connection.ts'
import { sizeOf, type Stamped } from './encode-batch.ts'
import { createErrorFromCode, Decoder, Encoder, type ProtocolRequest, type ProtocolResponse } from './kafkajs.ts'

/** Records of one partition, with their places in the call that they came with. */
export type Part = { topic: string; partition: number; records: Stamped[]; places: number[] }

export type EncodedPart = { topic: string; partition: number; bytes: Buffer }

/** `offset` of a batch's first record; `appendTime` where the topic stamps records itself, else null. */
export type Sent = { offset: number; appendTime: number | null } | { error: Error }

/** Batches above a broker's default limit (1,048,588 bytes) are refused whole; a larger record goes alone. */
const batchBytes = 900_000
const timeoutMs = 10_000

/** Splits records into batches of one partition each, in order. A keyless record without a partition goes to `spread`'s. */
export const partsOf = async (
  records: readonly Stamped[],
  connection: Connection,
  physical: (topic: string) => string,
  spread: (topic: string, partitions: number) => number,
): Promise<Part[]> => {
  const counts = new Map<string, number>()
  for (const { topic } of records) if (!counts.has(topic)) counts.set(topic, (await connection.leaders(physical(topic))).length)
  const parts: Part[] = []
  const open = new Map<string, Part & { size: number }>()
  for (const [place, record] of records.entries()) {
    const count = counts.get(record.topic)!
    const partition = record.partition ?? (record.key ? partitionOf(record.key, count) : spread(record.topic, count))
    const size = sizeOf(record)
    const id = `${record.topic} ${partition}`
    let part = open.get(id)
    if (!part || part.size + size > batchBytes) {
      part = { topic: physical(record.topic), partition, records: [], places: [], size: 0 }
      open.set(id, part)
      parts.push(part)
    }
    part.size += size
    part.records.push(record)
    part.places.push(place)
  }
  return parts
}

/** Takes from `parts` what may be sent at once: the first batch of each partition. */
export const nextRound = <P extends EncodedPart | Part>(parts: P[]): P[] => {
  const round = new Map<string, P>()
  const later: P[] = []
  for (const part of parts) {
    const id = `${part.topic} ${part.partition}`
    if (round.has(id)) later.push(part)
    else round.set(id, part)
  }
  parts.splice(0, parts.length, ...later)
  return [...round.values()]
}

/** Sends one batch for each partition. Leaders are asked side by side; every answer is waited for. */
export const send = async (connection: Connection, transactionalId: string | null, parts: readonly EncodedPart[]): Promise<Sent[]> => {
  const results: Sent[] = Array.from(parts, () => ({ error: createErrorFromCode(noLeader) }))
  const byLeader = new Map<number, number[]>()
  for (const [i, { topic, partition }] of parts.entries()) {
    const leader = (await connection.leaders(topic))[partition]
    if (leader === undefined || leader < 0) results[i] = { error: createErrorFromCode(leader === undefined ? unknownPartition : noLeader) }
    else byLeader.set(leader, [...(byLeader.get(leader) ?? []), i])
  }
  const ask = async ([leader, indices]: [number, number[]]): Promise<void> => {
    try {
      const broker = await connection.broker(leader)
      const mine = indices.map((i) => parts[i]!)
      const answers = await broker.connectionPool.send({ request: produceRequest(transactionalId, mine), response: produceResponse })
      for (const { topic, partition, errorCode, offset, appendTime } of answers) {
        const i = indices.find((i) => parts[i]!.topic === topic && parts[i]!.partition === partition)
        if (i === undefined) continue
        results[i] =
          errorCode === 0 ? { offset, appendTime: appendTime < 0 ? null : appendTime } : { error: createErrorFromCode(errorCode) }
      }
    } catch (error) {
      for (const i of indices) results[i] = { error: error as Error }
    }
  }
  await Promise.all([...byLeader].map(ask))
  return results
}

const unknownPartition = 3
const noLeader = 5
const allReplicas = -1

/** Produce, version 7: the newest that needs no flexible encoding; brokers from 2.1 to 4.x take it. */
const produceRequest = (transactionalId: string | null, parts: readonly EncodedPart[]): ProtocolRequest => ({
  apiKey: 0,
  apiVersion: 7,
  apiName: 'Produce',

  encode: async () => {
    const size = parts.reduce((sum, { topic, bytes }) => sum + bytes.length + 3 * topic.length + 32, 256)
    const encoder = new Encoder(size).writeString(transactionalId).writeInt16(allReplicas).writeInt32(timeoutMs)
    const topics = Map.groupBy(parts, ({ topic }) => topic)
    encoder.writeInt32(topics.size)
    for (const [topic, of] of topics) {
      encoder.writeString(topic).writeInt32(of.length)
      for (const { partition, bytes } of of) encoder.writeInt32(partition).writeBytes(bytes)
    }
    return encoder
  },
})

type Answer = { topic: string; partition: number; errorCode: number; offset: number; appendTime: number }

// kafkajs' own parser throws at the first partition that failed; which ones succeeded decides their sequence numbers.
const produceResponse: ProtocolResponse<Answer[]> = {
  decode: async (payload) => {
    const decoder = new Decoder(payload)
    const answers: Answer[] = []
    decoder.readArray((topics) => {
      const topic = topics.readString()
      topics.readArray((partitions) => {
        const partition = partitions.readInt32()
        const errorCode = partitions.readInt16()
        const offset = Number(partitions.readInt64())
        const appendTime = Number(partitions.readInt64())
        partitions.readInt64()
        answers.push({ topic, partition, errorCode, offset, appendTime })
      })
    })
    return { answers, clientSideThrottleTime: decoder.readInt32() }
  },

  parse: async ({ answers }: { answers: Answer[] }) => answers,
}
