/**
 * The transactional producer of one task: records and positions in one transaction, over single requests.
 *
 * AddPartitionsToTxn → Produce and, beside it, AddOffsetsToTxn → TxnOffsetCommit → EndTxn (KIP-98). Nothing is sent
 * twice except what a broker says it has not done, so a failure means what the broker said; with no answer the
 * producer is given up, for a request that is still on its way could otherwise join a later transaction.
 */
import { HoplineError } from '../errors.ts'
import { Aborted, Fenced, OutcomeUnknown, type Placed, type Position, type RecordIn } from '../log.ts'
import type { Connection } from './connection.ts'
import { encodeBatch, type Stamped } from './encode-batch.ts'
import { classOf, translate, typeOf } from './errors.ts'
import type { Limits } from './limits.ts'
import type { Names } from './names.ts'
import { nextRound, partsOf, send, type Part } from './produce.ts'
import { patiently } from './patience.ts'

export type Transactions = {
  /** @throws Fenced, Aborted, OutcomeUnknown; HoplineError where the commit itself is refused and nothing of it happened */
  commit(commit: { records: readonly RecordIn[]; positions: ReadonlyMap<string, Position> }): Promise<readonly Placed[]>
}

/** A broker ends a transaction by itself after this, in ms; ours last milliseconds. Readers wait as long for a dead owner's. */
const transactionTimeoutMs = 15_000
const maxMetaBytes = 4096

/** What is said of a batch before any of it is written; all else may come after, from a leader that waited for its replicas in vain. */
const notWritten = new Set(['LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION', 'NOT_ENOUGH_REPLICAS'])
const isDoubtful = (error: Error): boolean => !['refused', 'fenced'].includes(classOf(error).class) && !notWritten.has(typeOf(error) ?? '')

/** Opens the producer of a task: fences its former owner and ends what that one left open. */
export const openTransactions = async (
  connection: Connection,
  {
    transactionalId,
    group,
    partition,
    names,
    limits,
  }: { transactionalId: string; group: string; partition: number; names: Names; limits: Limits },
): Promise<Transactions> => {
  const coordinator = () => connection.coordinator('transaction', transactionalId)
  const { producerId, producerEpoch } = await patiently(connection, async () =>
    (await coordinator()).initProducerId({ transactionalId, transactionTimeout: transactionTimeoutMs }),
  )
  const producer = { transactionalId, producerId, producerEpoch }
  const sequences = new Map<string, number>()

  const sendRound = async (round: readonly Part[]): Promise<readonly Placed[][]> => {
    const encoded = round.map(({ topic, partition, records }) => {
      const firstSequence = sequences.get(`${topic} ${partition}`) ?? 0
      return {
        topic,
        partition,
        bytes: encodeBatch(records, { producerId: Number(producerId), producerEpoch, firstSequence, transactional: true }),
      }
    })
    const sent = await send(connection, transactionalId, encoded)
    const placed = sent.map((result, i) => {
      const { topic, partition, records } = round[i]!
      if ('error' in result) return []
      const id = `${topic} ${partition}`
      sequences.set(id, (sequences.get(id) ?? 0) + records.length)
      return records.map(({ topic, timestamp }, at) => ({
        topic,
        partition,
        offset: result.offset + at,
        timestamp: result.appendTime ?? timestamp,
      }))
    })
    const failed = sent.flatMap((result) => ('error' in result ? [result.error] : []))
    // A batch that may be written uses its sequence numbers up, also where it is rolled back: sent again in this epoch it is
    // confirmed as a repeat and not written, and the positions go without it. Only a new epoch helps, so this counts as no answer.
    const doubt = failed.find(isDoubtful)
    if (doubt) throw new Error(doubt.message)
    if (failed[0]) throw failed[0]
    return placed
  }

  const produce = async (parts: Part[], count: number): Promise<Placed[]> => {
    const placed = new Array<Placed>(count)
    while (parts.length > 0) {
      const round = nextRound(parts)
      const results = await sendRound(round)
      for (const [i, { places }] of round.entries()) for (const [j, place] of places.entries()) placed[place] = results[i]![j]!
    }
    return placed
  }

  const commitPositions = async (positions: ReadonlyMap<string, Position>): Promise<void> => {
    if (positions.size === 0) return
    await patiently(connection, async () => (await coordinator()).addOffsetsToTxn({ ...producer, groupId: group }))
    const topics = Array.from(positions, ([topic, { offset, meta }]) => ({
      topic: names.topic(topic),
      partitions: [{ partition, offset, metadata: meta }],
    }))
    await patiently(connection, async () =>
      (await connection.coordinator('group', group)).txnOffsetCommit({ ...producer, groupId: group, topics }),
    )
  }

  const end = async (transactionResult: boolean): Promise<void> => {
    await patiently(connection, async () => (await coordinator()).endTxn({ ...producer, transactionResult }))
  }

  /** Rolls back after a failure that a broker has named, and says what that means for the lease. */
  const giveUp = async (error: unknown, begun: boolean): Promise<Error> => {
    const { class: kind } = classOf(error)
    if (!begun)
      return kind === 'refused'
        ? translate(error, `committing to ${group}`)
        : new Aborted(`${transactionalId}: nothing was sent, ${String(error)}`, { cause: error })
    if (kind === 'fenced') return new Fenced(`${transactionalId} has a new owner, or its transaction took too long`, { cause: error })
    if (kind === 'unknown') return new OutcomeUnknown(`${transactionalId}: no answer, ${String(error)}`, { cause: error })
    if (kind === 'stale') connection.refresh().catch(() => undefined)
    try {
      await end(false)
    } catch (failed) {
      if (classOf(failed).class === 'fenced') return new Fenced(`${transactionalId} has a new owner`, { cause: failed })
      // INVALID_TXN_STATE: the coordinator knows of no open transaction, so that there is nothing to roll back.
      if (typeOf(failed) !== 'INVALID_TXN_STATE')
        return new OutcomeUnknown(`${transactionalId} could not be rolled back: ${String(failed)}`, { cause: failed })
    }
    if (kind === 'refused') return translate(error, `committing to ${group}`)
    return new Aborted(`${transactionalId} was rolled back: ${String(error)}`, { cause: error })
  }

  return {
    async commit({ records, positions }) {
      for (const [topic, { meta }] of positions) {
        const size = Buffer.byteLength(meta)
        if (size > maxMetaBytes)
          throw new HoplineError('handler-failed', `The metadata of ${topic} has ${size} bytes; a position holds ${maxMetaBytes}.`)
      }
      if (records.length === 0 && positions.size === 0) return []
      let begun = false
      let placed: Placed[] = []
      try {
        await limits.check(records)
        const now = Date.now()
        const stamped: Stamped[] = records.map((record) =>
          record.timestamp === undefined ? { ...record, timestamp: now } : (record as Stamped),
        )
        const parts = await partsOf(stamped, connection, names.topic, (_, partitions) => partition % partitions)
        const touched = Map.groupBy(parts, ({ topic }) => topic)
        const topics = Array.from(touched, ([topic, of]) => ({ topic, partitions: [...new Set(of.map(({ partition }) => partition))] }))
        begun = true
        if (topics.length > 0) await patiently(connection, async () => (await coordinator()).addPartitionsToTxn({ ...producer, topics }))
        const [produced, moved] = await Promise.allSettled([produce(parts, records.length), commitPositions(positions)])
        const failures = [produced, moved].flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
        if (failures.length > 0) throw failures.find((error) => classOf(error).class === 'unknown') ?? failures[0]
        if (produced.status === 'fulfilled') placed = produced.value
      } catch (error) {
        throw await giveUp(error, begun)
      }
      try {
        await end(true)
      } catch (error) {
        if (classOf(error).class === 'fenced')
          throw new Fenced(`${transactionalId} has a new owner, or its transaction took too long`, { cause: error })
        throw new OutcomeUnknown(`${transactionalId}: whether it was committed is not known, ${String(error)}`, { cause: error })
      }
      return placed
    },
  }
}
