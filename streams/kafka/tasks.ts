/**
 * Holds a lease for each task that the group assigns to this member, in the order that makes exactly-once hold: open the
 * producer, which fences the former owner and ends its transaction; *then* read the committed positions; then begin.
 * A lease outlasts rebalances in which its task stays here.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { HoplineError } from '../errors.ts'
import { Fenced, type Lease, type Membership, type Position } from '../log.ts'
import type { Connect } from './connection.ts'
import { isFatal, translate } from './errors.ts'
import { openFetcher, type Fetcher } from './fetcher.ts'
import { beginLease, type HeldLease } from './lease.ts'
import type { Limits } from './limits.ts'
import { joinGroup } from './membership.ts'
import type { Names } from './names.ts'
import { fetchPositions } from './offsets.ts'
import { openTransactions } from './transactions.ts'

export type HeldMembership = Membership & {
  /** What keeps it from working, or null. */
  trouble(): string | null
}

export type Services = { connect: Connect; names: Names; limits: Limits; sessionTimeoutMs: number }

type Join = { group: string; topics: readonly string[]; onLease: (lease: Lease) => void }

const firstBackoffMs = 100
const lastBackoffMs = 5_000
/** How long a commit that is under way at the end of a lease may take, in ms, before its connection is closed. */
const quietMs = 2_000

/** Joins, and resolves once the group has assigned tasks for the first time. @throws where only a person can help. */
export const holdTasks = async ({ group, topics, onLease }: Join, services: Services): Promise<HeldMembership> => {
  const { connect, names, sessionTimeoutMs } = services
  const physical = topics.map((topic) => names.topic(topic))
  const connection = connect(physical)
  try {
    await checkPartitions(group, physical, async (topic) => (await connection.leaders(topic)).length)
  } catch (error) {
    connection.close()
    throw translate(error, `joining ${group}`)
  }
  const fetcher = openFetcher(connect(physical))
  const leases = new Map<number, HeldLease>()
  const tasks = new Map<number, { revoke: AbortController; done: Promise<void> }>()
  const joined = Promise.withResolvers<void>()
  let confirmed = Promise.withResolvers<void>()
  let groupTrouble: string | null = `joining ${group}`
  const taskTrouble = new Map<number, string>()

  const confirm = () => {
    groupTrouble = null
    confirmed.resolve()
    confirmed = Promise.withResolvers()
  }

  const hold = async (partition: number, handedOver: boolean, revoked: AbortSignal): Promise<void> => {
    let failures = 0
    while (!revoked.aborted) {
      const taskConnection = connect(physical)
      try {
        taskTrouble.set(partition, `opening partition ${partition} of ${group}`)
        // A task that is revoked while it is opened must not fence its new owner.
        const cut = () => taskConnection.close()
        revoked.addEventListener('abort', cut, { once: true })
        const acquired = acquire({ group, topics, partition, handedOver, connection: taskConnection, fetcher, services })
        const held = await acquired.finally(() => revoked.removeEventListener('abort', cut))
        taskTrouble.delete(partition)
        failures = 0
        const revoke = () => held.end(new Fenced(`partition ${partition} of ${group} went to another member`))
        revoked.addEventListener('abort', revoke, { once: true })
        if (revoked.aborted) revoke()
        else {
          leases.set(partition, held)
          onLease(held)
        }
        const reason = await held.ended
        revoked.removeEventListener('abort', revoke)
        leases.delete(partition)
        await Promise.race([held.quiet(), delay(quietMs, undefined, { ref: false })])
        // Fenced, and still the owner as far as is known here: true only if the group says so once more.
        if (reason instanceof Fenced && !revoked.aborted) await Promise.race([confirmed.promise, aborted(revoked)])
      } catch (error) {
        if (revoked.aborted) return
        taskTrouble.set(partition, translate(error, `opening partition ${partition} of ${group}`).message)
        await delay(Math.min(lastBackoffMs, firstBackoffMs * 2 ** Math.min(failures++, 10)), undefined, { signal: revoked }).catch(
          () => undefined,
        )
      } finally {
        taskConnection.close()
      }
    }
  }

  const release = (partition: number) => {
    tasks.get(partition)?.revoke.abort()
    tasks.delete(partition)
    taskTrouble.delete(partition)
  }

  const assigned = (partitions: readonly number[], handedOver: ReadonlySet<number>) => {
    for (const partition of tasks.keys()) if (!partitions.includes(partition)) release(partition)
    for (const partition of partitions) {
      if (tasks.has(partition)) continue
      const revoke = new AbortController()
      tasks.set(partition, { revoke, done: hold(partition, handedOver.has(partition), revoke.signal) })
    }
    confirm()
    joined.resolve()
  }

  const member = joinGroup(connection, {
    group: names.group(group),
    topics: physical,
    sessionTimeoutMs,
    owned: () => [...leases.keys()],
    onAssigned: assigned,
    onConfirmed: confirm,
    onTrouble(error) {
      groupTrouble = translate(error, `joining ${group}`).message
      if (isFatal(error)) joined.reject(translate(error, `joining ${group}`))
    },
  })

  const leave = async (): Promise<void> => {
    const running = Array.from(tasks.values(), ({ done }) => done)
    for (const partition of [...tasks.keys()]) release(partition)
    await Promise.all([member.leave(), ...running])
    fetcher.close()
  }

  try {
    await joined.promise
  } catch (error) {
    await leave()
    throw error
  }
  return { leases, leave, trouble: () => groupTrouble ?? taskTrouble.values().next().value ?? null }
}

const checkPartitions = async (group: string, topics: readonly string[], count: (topic: string) => Promise<number>): Promise<void> => {
  const counts = await Promise.all(topics.map(count))
  if (new Set(counts).size <= 1) return
  const said = topics.map((topic, i) => `${topic} has ${counts[i]}`).join(', ')
  throw new HoplineError(
    'log-unusable',
    `The topics of ${group} must have equal numbers of partitions, since a task is one number over all of them: ${said}.`,
  )
}

const acquire = async ({
  group,
  topics,
  partition,
  handedOver,
  connection,
  fetcher,
  services: { names, limits },
}: {
  group: string
  topics: readonly string[]
  partition: number
  handedOver: boolean
  connection: ReturnType<Connect>
  fetcher: Fetcher
  services: Services
}): Promise<HeldLease> => {
  const physicalGroup = names.group(group)
  const transactionalId = `${physicalGroup}-${partition}`
  const transactions = await openTransactions(connection, { transactionalId, group: physicalGroup, partition, names, limits })
  const wanted = topics.map((topic) => ({ topic: names.topic(topic), partitions: [partition] }))
  const committed = await fetchPositions(connection, physicalGroup, wanted)
  const positions = new Map<string, Position>()
  for (const topic of topics) {
    const position = committed.get(names.topic(topic))?.get(partition)
    if (position) positions.set(topic, position)
  }
  return beginLease({ group, partition, handedOver, topics, positions }, { fetcher, transactions, names })
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
