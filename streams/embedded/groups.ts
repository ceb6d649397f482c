import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { HoplineError } from '../errors.ts'
import { Aborted, Fenced, OutcomeUnknown } from '../log.ts'
import type { Lease, Log, Membership, Position } from '../log.ts'
import { assign } from './assignment.ts'
import type { Topics } from './partitions.ts'
import type { Records } from './records.ts'
import type { Transactions } from './transactions.ts'

const fullDiskPauseMs = 1000
/** Brokers cap the metadata of an offset here (`offset.metadata.max.bytes`). */
const maxMetaBytes = 4096

type Member = { leases: Map<number, Lease>; onLease: (lease: Lease) => void }
/** Who a partition was given to. `over` ends the lease that began, or the one that is about to begin. */
type Tenure = { member: Member; over: AbortController }
type Group = { name: string; topics: readonly string[]; partitions: number; members: Member[]; tenures: Map<number, Tenure> }

/**
 * Consumer groups within this process. A lease ends the moment its partition is given away; the next one begins with a write
 * that stands behind every commit accepted before, raises the epoch, and only then reads the positions.
 */
export const openGroups = (database: DatabaseSync, topics: Topics, records: Records, transactions: Transactions) => {
  const groups = new Map<string, Group>()
  const raiseEpoch = database.prepare('INSERT INTO lease VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET epoch = epoch + 1 RETURNING epoch')
  const epochOf = database.prepare('SELECT epoch FROM lease WHERE consumers = ? AND partition = ?')
  const positionOf = database.prepare('SELECT offset, meta FROM position WHERE consumers = ? AND topic = ? AND partition = ?')
  const store = database.prepare('INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?, ?)')

  const read = (group: string, topic: string, partition: number): Position | null => {
    const row = positionOf.get(group, topic, partition)
    return row ? { offset: Number(row['offset']), meta: String(row['meta']) } : null
  }

  const leaseOf = (
    group: Group,
    partition: number,
    signal: AbortSignal,
    epoch: number,
    positions: ReadonlyMap<string, Position>,
  ): Lease => {
    const cursors = new Map(group.topics.map((topic) => [topic, positions.get(topic)?.offset ?? 0]))
    const task = `task ${partition} of group ${group.name}`
    const fenced = () => new Fenced(`The lease of ${task} is over: it may commit nothing more.`)
    return {
      group: group.name,
      partition,
      signal,
      positions,
      next: async (topic, { max, waitMs }) => {
        if (signal.aborted) return null
        const cursor = cursors.get(topic)
        if (cursor === undefined) throw new Error(`Group ${group.name} does not read topic ${topic}.`)
        const batch = await records.read(topics.partition({ topic, partition }), cursor, { max, waitMs, signal })
        if (signal.aborted) return null
        cursors.set(topic, batch.nextOffset)
        return batch
      },
      commit: async (commit) => {
        if (signal.aborted) throw fenced()
        for (const [topic, position] of commit.positions) {
          if (!cursors.has(topic)) throw new Error(`Group ${group.name} does not read topic ${topic}: it has no position there.`)
          checkPosition(position)
        }
        const append = records.prepare(commit.records)
        const write = () => {
          if (epochOf.get(group.name, partition)?.['epoch'] !== epoch) throw fenced()
          for (const [topic, { offset, meta }] of commit.positions) store.run(group.name, topic, partition, offset, meta)
          return append()
        }
        return transactions.submit(write, commit.records.length).catch((error: unknown) => {
          if (!(error instanceof HoplineError)) throw error
          throw new (error.code === 'service-unavailable' ? Aborted : OutcomeUnknown)(error.message, { cause: error })
        })
      },
    }
  }

  const grant = async (group: Group, partition: number, tenure: Tenure): Promise<void> => {
    const { member, over } = tenure
    const write = () => ({
      epoch: Number(raiseEpoch.get(group.name, partition)?.['epoch']),
      positions: new Map(
        group.topics.flatMap((topic) => {
          const position = read(group.name, topic, partition)
          return position ? [[topic, position] as const] : []
        }),
      ),
    })
    // On a full disk it has to wait: nobody else would give this partition away again.
    const untilWritten = (): Promise<ReturnType<typeof write>> =>
      transactions.submit(write).catch(async (error: unknown) => {
        if (over.signal.aborted || !(error instanceof HoplineError) || error.code !== 'service-unavailable') throw error
        await delay(fullDiskPauseMs)
        return untilWritten()
      })
    const { epoch, positions } = await untilWritten()
    if (over.signal.aborted) return
    const lease = leaseOf(group, partition, over.signal, epoch, positions)
    member.leases.set(partition, lease)
    over.signal.addEventListener('abort', () => member.leases.delete(partition))
    queueMicrotask(() => over.signal.aborted || member.onLease(lease))
  }

  const rebalance = async (group: Group): Promise<void> => {
    const owners = new Map([...group.tenures].map(([partition, { member }]) => [partition, member]))
    const assigned = assign(group.partitions, group.members, owners)
    for (const [partition, tenure] of group.tenures) {
      if (assigned.get(partition) === tenure.member) continue
      group.tenures.delete(partition)
      tenure.over.abort()
    }
    const begin = [...assigned].filter(([partition]) => !group.tenures.has(partition))
    await Promise.all(
      begin.map(([partition, member]) => {
        const tenure = { member, over: new AbortController() }
        group.tenures.set(partition, tenure)
        return grant(group, partition, tenure)
      }),
    )
  }

  const join: Log['join'] = async ({ group: name, topics: names, onLease }): Promise<Membership> => {
    const counts = names.map((name) => topics.topic(name).partitions.length)
    if (new Set(counts).size !== 1) {
      throw new HoplineError(
        'log-unusable',
        `Group ${name} needs topics with equal numbers of partitions: ${names.map((name, i) => `${name} has ${counts[i]}`).join(', ')}.`,
      )
    }
    const group: Group = groups.get(name) ?? { name, topics: names, partitions: counts[0]!, members: [], tenures: new Map() }
    if (group.topics.toSorted().join() !== names.toSorted().join()) {
      throw new HoplineError(
        'log-unusable',
        `Group ${name} reads ${group.topics.join(', ')} already: a member that reads ${names.join(', ')} can not join.`,
      )
    }
    const member: Member = { leases: new Map(), onLease }
    const leave = async (): Promise<void> => {
      if (!group.members.includes(member)) return
      group.members.splice(group.members.indexOf(member), 1)
      if (group.members.length === 0) groups.delete(name)
      await rebalance(group)
    }
    groups.set(name, group)
    group.members.push(member)
    await rebalance(group)
    return { leases: member.leases, leave }
  }

  return {
    join,
    committed: (group: string, topic: string): (Position | null)[] =>
      topics.topic(topic).partitions.map(({ partition }) => read(group, topic, partition)),
    resetPositions: async (group: string, topic: string, positions: ReadonlyMap<number, Position>): Promise<void> => {
      for (const [partition, position] of positions) {
        topics.partition({ topic, partition })
        checkPosition(position)
      }
      await transactions.submit(() => {
        if (groups.has(group)) {
          throw new HoplineError(
            'log-unusable',
            `Group ${group} has members: stop the processors that belong to it, then reset its positions.`,
          )
        }
        for (const [partition, { offset, meta }] of positions) store.run(group, topic, partition, offset, meta)
      })
    },
    /** Ends every lease and every group. */
    end: (): void => {
      for (const { members, tenures } of groups.values()) {
        members.length = 0
        for (const { over } of tenures.values()) over.abort()
      }
      groups.clear()
    },
  }
}

/** Refuses what a broker would. */
const checkPosition = ({ offset, meta }: Position): void => {
  if (!Number.isSafeInteger(offset) || offset < 0) throw new Error(`${offset} is no offset: it takes a whole number from 0 on.`)
  const size = Buffer.byteLength(meta)
  if (size > maxMetaBytes) throw new Error(`The metadata of a position has ${size} bytes, the limit is ${maxMetaBytes}.`)
}
