/** One Fetch request: what several partitions of one leader hold from given offsets on, committed records only. */
import type { LogRecord } from '../log.ts'
import type { Connection } from './connection.ts'
import { createErrorFromCode, Decoder, fetchRequest, type ProtocolResponse } from './kafkajs.ts'
import { committedOnly, type AbortedTransaction } from './patches/aborted-batches.ts'
import { batchesOf } from './patches/record-batches.ts'

/** `topic` is the name on the cluster, `as` the one that records carry. */
export type Wanted = { topic: string; as: string; partition: number; offset: number }

/** `nextOffset` is past everything that was fetched: control records, aborted ones and what compaction took away. */
export type Fetched = { records: LogRecord[]; nextOffset: number; bytes: number } | { error: Error }

const partitionBytes = 1 << 20
const requestBytes = 16 << 20
const readCommitted = 1
const notLeader = 6

/** Waits at the broker for up to `maxWaitMs` while no partition has anything. The results stand in the order of `wanted`. */
export const fetchOnce = async (
  connection: Connection,
  leader: number,
  wanted: readonly Wanted[],
  maxWaitMs: number,
): Promise<Fetched[]> => {
  const topics = Array.from(
    Map.groupBy(wanted, ({ topic }) => topic),
    ([topic, of]) => ({
      topic,
      partitions: of.map(({ partition, offset }) => ({ partition, fetchOffset: offset, maxBytes: partitionBytes })),
    }),
  )
  const request = fetchRequest({
    replicaId: -1,
    maxWaitTime: maxWaitMs,
    minBytes: 1,
    maxBytes: requestBytes,
    isolationLevel: readCommitted,
    topics,
  })
  const broker = await connection.broker(leader)
  const answers = await broker.connectionPool.send({ request, response: fetchResponse })
  return wanted.map((at) => {
    const answer = answers.find(({ topic, partition }) => topic === at.topic && partition === at.partition)
    if (!answer) return { error: createErrorFromCode(notLeader) }
    return answer.errorCode === 0 ? visible(answer, at) : { error: createErrorFromCode(answer.errorCode) }
  })
}

const visible = ({ aborted, bytes }: Answer, { as, partition, offset }: Wanted): Fetched => {
  const records: LogRecord[] = []
  let nextOffset = offset
  try {
    const isVisible = committedOnly(aborted)
    for (const batch of batchesOf(bytes)) {
      nextOffset = Math.max(nextOffset, batch.lastOffset + 1)
      if (!isVisible(batch)) continue
      // A batch is fetched whole, also where its front lies before the offset asked for.
      for (const record of batch.records(as, partition)) if (record.offset >= offset) records.push(record)
    }
  } catch (error) {
    return { error: error as Error }
  }
  return { records, nextOffset, bytes: bytes.length }
}

type Answer = { topic: string; partition: number; errorCode: number; aborted: AbortedTransaction[]; bytes: Buffer }

// kafkajs' own parser throws at the first partition that failed, and its decoder has the defects named in patches/.
const fetchResponse: ProtocolResponse<Answer[]> = {
  decode: async (payload) => {
    const decoder = new Decoder(payload)
    const clientSideThrottleTime = decoder.readInt32()
    const errorCode = decoder.readInt16()
    if (errorCode !== 0) throw createErrorFromCode(errorCode)
    decoder.readInt32()
    const answers: Answer[] = []
    decoder.readArray((topics) => {
      const topic = topics.readString()
      topics.readArray((partitions) => answers.push({ topic, ...partitionAnswer(partitions) }))
    })
    return { answers, clientSideThrottleTime }
  },

  parse: async ({ answers }: { answers: Answer[] }) => answers,
}

const partitionAnswer = (decoder: Decoder): Omit<Answer, 'topic'> => {
  const partition = decoder.readInt32()
  const errorCode = decoder.readInt16()
  decoder.readInt64() // high watermark
  decoder.readInt64() // last stable offset
  decoder.readInt64() // start of the log
  const aborted = decoder.readArray((one) => ({ producerId: Number(one.readInt64()), firstOffset: Number(one.readInt64()) }))
  decoder.readInt32() // preferred replica: only the leader is read
  // A copy, because a record that stays would keep the whole answer, over all partitions, in memory.
  return { partition, errorCode, aborted, bytes: Buffer.from(decoder.readBytes() ?? []) }
}
