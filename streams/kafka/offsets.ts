/** Where logs start and end, and where groups stand. */
import { HoplineError } from '../errors.ts'
import type { Position } from '../log.ts'
import type { Connection } from './connection.ts'
import { classOf, typeOf } from './errors.ts'
import { patiently } from './patience.ts'

/** The special timestamps of ListOffsets; with committed records only, the latest is the last stable offset. */
export const earliest = -2
export const latest = -1

const attempts = 5

/** The first offset at or after `timestamp` (ms since 1970, or a special one), by partition; -1 where there is none. */
export const listOffsets = async (
  connection: Connection,
  topic: string,
  partitions: readonly number[],
  timestamp: number,
): Promise<Map<number, number>> => {
  for (let attempt = 1; ; attempt++) {
    try {
      const leaders = await connection.leaders(topic)
      for (const partition of partitions)
        if (leaders[partition] === undefined) throw new HoplineError('log-unusable', `The topic ${topic} has no partition ${partition}.`)
      const byLeader = Map.groupBy(partitions, (partition) => leaders[partition]!)
      const asked = Array.from(byLeader, async ([leader, of]) => {
        const broker = await connection.broker(leader)
        const topics = [{ topic, partitions: of.map((partition) => ({ partition, timestamp })) }]
        return (await broker.listOffsets({ replicaId: -1, isolationLevel: 1, topics })).responses.flatMap(({ partitions }) => partitions)
      })
      return new Map((await Promise.all(asked)).flat().map(({ partition, offset }) => [partition, Number(offset)]))
    } catch (error) {
      if (classOf(error).class === 'refused' || attempt === attempts) throw error
      await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt))
      await connection.refresh().catch(() => undefined)
    }
  }
}

/** A group's committed positions on some partitions; null where there is none. Names are those on the cluster. */
export const fetchPositions = async (
  connection: Connection,
  group: string,
  topics: readonly { topic: string; partitions: readonly number[] }[],
): Promise<Map<string, Map<number, Position | null>>> => {
  const { responses } = await patiently(connection, async () =>
    (await connection.coordinator('group', group)).offsetFetch({
      groupId: group,
      topics: topics.map(({ topic, partitions }) => ({ topic, partitions: partitions.map((partition) => ({ partition })) })),
    }),
  )
  return new Map(
    responses.map(({ topic, partitions }) => [
      topic,
      new Map(
        partitions.map(({ partition, offset, metadata }) => [
          partition,
          Number(offset) < 0 ? null : { offset: Number(offset), meta: metadata ?? '' },
        ]),
      ),
    ]),
  )
}

/** Moves a group's positions as an administrator does: the broker itself refuses while the group has members. */
export const movePositions = async (
  connection: Connection,
  group: string,
  topic: string,
  positions: ReadonlyMap<number, Position>,
): Promise<void> => {
  const partitions = Array.from(positions, ([partition, { offset, meta }]) => ({ partition, offset, metadata: meta }))
  try {
    await patiently(connection, async () =>
      (await connection.coordinator('group', group)).offsetCommit({
        groupId: group,
        groupGenerationId: -1,
        memberId: '',
        topics: [{ topic, partitions }],
      }),
    )
  } catch (error) {
    if (!['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS'].includes(typeOf(error) ?? '')) throw error
    throw new HoplineError(
      'log-unusable',
      `The group ${group} has members, which would go on from where they are: stop them before its positions are reset.`,
      {
        cause: error,
      },
    )
  }
}
