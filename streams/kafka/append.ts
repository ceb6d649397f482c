/**
 * Appends outside of transactions: one idempotent producer (KIP-98) for the process. Appends that come while one request
 * is under way go together into the next one, so that nobody waits for a linger time.
 */
import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { HoplineError } from '../errors.ts'
import type { Placed, RecordIn } from '../log.ts'
import type { Connection } from './connection.ts'
import { encodeBatch, type Stamped } from './encode-batch.ts'
import { classOf, translate, typeOf } from './errors.ts'
import type { Limits } from './limits.ts'
import type { Names } from './names.ts'
import { patiently } from './patience.ts'
import { nextRound, partsOf, send, type EncodedPart, type Part } from './produce.ts'

export type Appender = {
  append(records: readonly RecordIn[]): Promise<readonly Placed[]>
  close(): void
}

/** How long an append is tried before it fails, in ms; an append that failed without an answer may still be in the log. */
const patienceMs = 60_000
const retryMs = 100
const maxRecords = 10_000
/** The broker no longer knows this producer as we do: the next append starts a new sequence. */
const sequenceLost = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
])

type Waiting = { records: readonly Stamped[]; placed: Placed[]; failure: unknown; done: PromiseWithResolvers<readonly Placed[]> }

export const openAppender = (connection: Connection, names: Names, limits: Limits): Appender => {
  const waiting: Waiting[] = []
  let working = false
  let producer: { id: number; epoch: number; sequences: Map<string, number> } | null = null
  let spreading = randomInt(1000)
  let closed = false

  /** Asks again while no broker answers: nothing has been sent yet, so that asking again repeats nothing. */
  const whileSilent = async <T>(ask: () => Promise<T>): Promise<T> => {
    const until = Date.now() + patienceMs
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        const told = translate(error, 'appending')
        if (closed || Date.now() > until || !(told instanceof HoplineError) || told.code !== 'service-unavailable') throw error
        await delay(retryMs)
      }
    }
  }

  const init = async () => {
    const { producerId, producerEpoch } = await whileSilent(() =>
      patiently(connection, async () => (await connection.controller()).initProducerId({ transactionTimeout: 0 })),
    )
    return { id: Number(producerId), epoch: producerEpoch, sequences: new Map<string, number>() }
  }

  /** Sends a batch of each partition until each is in the log or refused. Retries carry the same sequence numbers, so that none is there twice. */
  const deliver = async (
    round: readonly Part[],
    settle: (part: Part, offset: number | null, appendTime: number | null, error: unknown) => void,
  ) => {
    const { id, epoch, sequences } = (producer ??= await init())
    const sequenceOf = ({ topic, partition }: Part) => sequences.get(`${topic} ${partition}`) ?? 0
    let open = round.map((part) => {
      const firstSequence = sequenceOf(part)
      const bytes = encodeBatch(part.records, { producerId: id, producerEpoch: epoch, firstSequence, transactional: false })
      return { part, encoded: { topic: part.topic, partition: part.partition, bytes } satisfies EncodedPart }
    })
    const until = Date.now() + patienceMs
    for (;;) {
      const sent = await send(
        connection,
        null,
        open.map(({ encoded }) => encoded),
      )
      const again: typeof open = []
      for (const [i, one] of open.entries()) {
        const result = sent[i]!
        const { part } = one
        if (!('error' in result)) {
          sequences.set(`${part.topic} ${part.partition}`, sequenceOf(part) + part.records.length)
          settle(part, result.offset, result.appendTime, null)
        } else if (classOf(result.error).class === 'refused') settle(part, null, null, result.error)
        else if (sequenceLost.has(typeOf(result.error) ?? '') || Date.now() > until) {
          producer = null
          settle(part, null, null, result.error)
        } else again.push(one)
      }
      if (again.length === 0) return
      open = again
      await delay(retryMs)
      await connection.refresh().catch(() => undefined)
    }
  }

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const calls: Waiting[] = []
      for (let count = 0; waiting.length > 0 && count < maxRecords; count += calls.at(-1)!.records.length) calls.push(waiting.shift()!)
      try {
        const owner = calls.flatMap((call) => call.records.map((_, at) => ({ call, at })))
        const spread = (_: string, partitions: number) => spreading++ % partitions
        const records = calls.flatMap((call) => call.records)
        const parts = await whileSilent(() => partsOf(records, connection, names.topic, spread))
        while (parts.length > 0) {
          await deliver(nextRound(parts), (part, offset, appendTime, error) => {
            for (const [i, place] of part.places.entries()) {
              const { call, at } = owner[place]!
              const { topic, timestamp } = part.records[i]!
              if (offset === null) call.failure ??= error
              else call.placed[at] = { topic, partition: part.partition, offset: offset + i, timestamp: appendTime ?? timestamp }
            }
          })
        }
      } catch (error) {
        for (const call of calls) call.failure ??= error
      }
      for (const { placed, failure, done } of calls) {
        if (failure) done.reject(translate(failure, 'appending'))
        else done.resolve(placed)
      }
    }
    working = false
  }

  return {
    async append(records) {
      if (records.length === 0) return []
      await limits.check(records)
      // A topic that is not there fails this call alone, before it is put together with others.
      for (const topic of new Set(records.map(({ topic }) => topic))) {
        await whileSilent(() => connection.leaders(names.topic(topic))).catch((error: unknown) =>
          Promise.reject(translate(error, `appending to ${topic}`)),
        )
      }
      const now = Date.now()
      const stamped = records.map((record): Stamped =>
        record.timestamp === undefined ? { ...record, timestamp: now } : (record as Stamped),
      )
      const done = Promise.withResolvers<readonly Placed[]>()
      waiting.push({ records: stamped, placed: [], failure: null, done })
      if (!working) {
        working = true
        void work()
      }
      return done.promise
    },
    close() {
      closed = true
      connection.close()
    },
  }
}
