/**
 * Membership of a consumer group (KIP-62's protocol, version 5 of JoinGroup): join, be assigned, heartbeat, join again.
 * It has a connection of its own, since a broker answers a join only when all members have come, and it never waits for
 * work: a member stays in its group however long a handler takes.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { assignTasks } from './assign.ts'
import type { Connection } from './connection.ts'
import { classOf, typeOf } from './errors.ts'
import { MemberAssignment, MemberMetadata, type Broker } from './kafkajs.ts'
import { forgetCoordinators } from './patches/coordinator-cache.ts'

export type Group = {
  /** Leaves, so that others need not wait for the session to end. */
  leave(): Promise<void>
}

type Options = {
  /** Names as they are on the cluster. */
  group: string
  topics: readonly string[]
  sessionTimeoutMs: number
  /** What this member holds now; it claims to keep that. */
  owned(): readonly number[]
  /** `handedOver`: those of them that a member held who lives. */
  onAssigned(partitions: readonly number[], handedOver: ReadonlySet<number>): void
  /** The broker has just confirmed that the last assignment stands. */
  onConfirmed(): void
  /** It is not in its group, for this reason; it goes on trying. */
  onTrouble(error: unknown): void
}

/** The name by which members agree on this way of sharing out; a group can't mix it with others. */
const protocol = 'hopline-tasks'
const firstBackoffMs = 100
const lastBackoffMs = 5_000
const leaveTimeoutMs = 2_000

export const joinGroup = (connection: Connection, options: Options): Group => {
  const { group: groupId, sessionTimeoutMs } = options
  const topics = [...options.topics]
  const heartbeatMs = Math.min(3_000, Math.max(300, sessionTimeoutMs / 10))
  const leaving = new AbortController()
  let memberId = ''
  let failures = 0

  const assign = async (members: readonly { memberId: string; memberMetadata: Buffer }[]) => {
    const claims = members.map(({ memberId, memberMetadata }) => ({
      member: memberId,
      owned: decodeNumbers(MemberMetadata.decode(memberMetadata).userData),
    }))
    const { length } = await connection.leaders(topics[0]!)
    // Whoever joined this round lives, so what they claim was not left by a process that ended.
    const handedOver = new Set(claims.flatMap(({ owned }) => owned))
    return Array.from(assignTasks(claims, length), ([memberId, partitions]) => ({
      memberId,
      memberAssignment: MemberAssignment.encode({
        version: 0,
        assignment: Object.fromEntries(topics.map((topic) => [topic, partitions])),
        userData: encodeNumbers(partitions.filter((partition) => handedOver.has(partition))),
      }),
    }))
  }

  /** Joins and stays; ends by throwing. */
  const stay = async (): Promise<never> => {
    const coordinator = await connection.coordinator('group', groupId)
    const userData = encodeNumbers(options.owned())
    const metadata = MemberMetadata.encode({ version: 0, topics, userData })
    const joined = await coordinator.joinGroup({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: sessionTimeoutMs,
      memberId,
      groupProtocols: [{ name: protocol, metadata }],
    })
    memberId = joined.memberId
    const groupAssignment = joined.leaderId === memberId ? await assign(joined.members) : []
    const { memberAssignment } = await coordinator.syncGroup({ groupId, generationId: joined.generationId, memberId, groupAssignment })
    failures = 0
    const assigned = MemberAssignment.decode(memberAssignment)
    if (!leaving.signal.aborted) options.onAssigned(assigned?.assignment[topics[0]!] ?? [], new Set(decodeNumbers(assigned?.userData)))
    for (;;) {
      await delay(heartbeatMs, undefined, { signal: leaving.signal })
      await beat(coordinator, joined.generationId)
      options.onConfirmed()
    }
  }

  const beat = async (coordinator: Broker, groupGenerationId: number): Promise<void> => {
    await coordinator.heartbeat({ groupId, groupGenerationId, memberId })
  }

  const run = async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      try {
        await stay()
      } catch (error) {
        if (leaving.signal.aborted) return
        const type = typeOf(error)
        if (type === 'REBALANCE_IN_PROGRESS') continue
        if (type === 'UNKNOWN_MEMBER_ID' || type === 'ILLEGAL_GENERATION') {
          // The session ended, or the broker lost the group: it joins as a new member, and still claims what it owns.
          memberId = ''
          continue
        }
        if (classOf(error).class === 'wait') forgetCoordinators(connection.cluster)
        else options.onTrouble(error)
        await delay(Math.min(lastBackoffMs, firstBackoffMs * 2 ** Math.min(failures++, 10)), undefined, { signal: leaving.signal }).catch(
          () => undefined,
        )
        if (classOf(error).class !== 'wait') await connection.refresh().catch(() => undefined)
      }
    }
  }

  const running = run()
  return {
    async leave() {
      leaving.abort()
      const leave = async () => {
        if (memberId) await (await connection.coordinator('group', groupId)).leaveGroup({ groupId, memberId })
      }
      await Promise.race([leave().catch(() => undefined), delay(leaveTimeoutMs, undefined, { ref: false })])
      connection.close()
      await running
    },
  }
}

const encodeNumbers = (numbers: readonly number[]): Buffer => Buffer.from(JSON.stringify(numbers))

const decodeNumbers = (userData: Buffer | null | undefined): number[] => {
  try {
    const numbers: unknown = JSON.parse(String(userData))
    return Array.isArray(numbers) ? numbers.filter((one) => Number.isInteger(one)) : []
  } catch {
    return []
  }
}
