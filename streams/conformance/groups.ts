import { expect, it } from 'vitest'
import { Fenced } from '../log.ts'
import type { Lease } from '../log.ts'
import { at, bytes, eventually, everything, join, newTopic, take, valued, values } from './using-log.ts'
import type { Harness } from './conformance.ts'

export const groupRules = (harness: () => Harness): void => {
  it('starts a group at the start of the log', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'fresh')
    await log.append(valued(input, ['a', 'b']))
    const member = await join(log, unique('fresh-group'), [input])
    const lease = await member.lease(0)
    expect(lease.positions.size).toBe(0)
    expect(values(await take(lease, input, 2))).toEqual(['a', 'b'])
    await member.membership.leave()
  })

  it('wakes a waiting lease with the next record, and returns an empty batch when the wait is over', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'woken')
    const member = await join(log, unique('woken-group'), [input])
    const lease = await member.lease(0)
    expect((await lease.next(input, { max: 10, waitMs: 20 }))?.records).toEqual([])
    const waiting = take(lease, input, 1)
    await log.append(valued(input, ['late']))
    expect(values(await waiting)).toEqual(['late'])
    await member.membership.leave()
  })

  it('goes on exactly where the owner before committed, after it left', async () => {
    const { log, another, topic: unique } = harness()
    const input = await newTopic(harness(), 'handed')
    const group = unique('handed-group')
    await log.append(valued(input, ['a', 'b', 'c', 'd']))
    const first = await join(log, group, [input])
    const lease = await first.lease(0)
    const taken = await take(lease, input, 3)
    await lease.commit({ records: [], positions: new Map([[input, at(taken[1]!.offset + 1, 'two done')]]) })
    await first.membership.leave()

    const second = await join(await another(), group, [input])
    const next = await second.lease(0)
    expect(next.positions.get(input)).toEqual(at(taken[1]!.offset + 1, 'two done'))
    expect(values(await take(next, input, 2))).toEqual(['c', 'd'])
    await second.membership.leave()
  })

  it('goes on exactly where the owner before committed, after it died', async ({ skip }) => {
    const { log, mortal, topic: unique } = harness()
    if (!mortal) return skip('this driver has no client that can die alone')
    const input = await newTopic(harness(), 'orphaned')
    const group = unique('orphaned-group')
    await log.append(valued(input, ['a', 'b', 'c']))
    const doomed = await mortal()
    const first = await join(doomed.log, group, [input])
    const lease = await first.lease(0)
    const taken = await take(lease, input, 2)
    await lease.commit({ records: [], positions: new Map([[input, at(taken[0]!.offset + 1)]]) })
    await doomed.die()

    const second = await join(log, group, [input])
    expect(values(await take(await second.lease(0), input, 2))).toEqual(['b', 'c'])
    await second.membership.leave()
  })

  it('ends the leases of a member that leaves: signal aborted, no next batch, no commit', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'ended-lease')
    const output = await newTopic(harness(), 'ended-out')
    const group = unique('ended-group')
    const member = await join(log, group, [input])
    const lease = await member.lease(0)
    const waiting = lease.next(input, { max: 1, waitMs: 60_000 })
    await member.membership.leave()
    expect(await waiting).toBeNull()
    expect(await lease.next(input, { max: 1, waitMs: 0 })).toBeNull()
    expect(lease.signal.aborted).toBe(true)
    expect(member.membership.leases.size).toBe(0)
    await expect(lease.commit({ records: valued(output, ['x']), positions: new Map([[input, at(0)]]) })).rejects.toBeInstanceOf(Fenced)
    expect(await everything(log, output)).toEqual([])
  })

  it('shares partitions between two members: all of them, none twice', async () => {
    const { log, another, topic: unique } = harness()
    const input = await newTopic(harness(), 'shared', { partitions: 4 })
    const group = unique('shared-group')
    const first = await join(log, group, [input])
    await eventually(() => expect(first.membership.leases.size).toBe(4))
    const second = await join(await another(), group, [input])
    await eventually(() => {
      const held = [...first.membership.leases.keys(), ...second.membership.leases.keys()]
      expect(first.membership.leases.size).toBe(2)
      expect(held.toSorted()).toEqual([0, 1, 2, 3])
    })
    await second.membership.leave()
    await eventually(() => expect([...first.membership.leases.keys()].toSorted()).toEqual([0, 1, 2, 3]))
    await first.membership.leave()
  })

  it('refuses the commit of a fenced owner and writes nothing of it, while the new owner goes on', async () => {
    const { log, another, topic: unique } = harness()
    const input = await newTopic(harness(), 'fenced', { partitions: 2 })
    const output = await newTopic(harness(), 'fenced-out')
    const group = unique('fenced-group')
    const first = await join(log, group, [input])
    const leases: Lease[] = [await first.lease(0), await first.lease(1)]
    const second = await join(await another(), group, [input])
    await eventually(() => expect(second.membership.leases.size).toBe(1))
    const [partition] = [...second.membership.leases.keys()]
    const [former, current] = [leases[partition!]!, await second.lease(partition!)]
    await eventually(() => expect(former.signal.aborted).toBe(true))

    const commit = (value: string, offset: number) => ({
      records: valued(output, [value]),
      positions: new Map([[input, at(offset, value)]]),
    })
    await expect(former.commit(commit('former', 7))).rejects.toBeInstanceOf(Fenced)
    await current.commit(commit('current', 0))
    await expect(former.commit(commit('former', 7))).rejects.toBeInstanceOf(Fenced)
    await eventually(async () => expect(values(await everything(log, output))).toEqual(['current']))
    await eventually(async () => expect((await log.committed(group, input))[partition!]).toEqual(at(0, 'current')))
    await second.membership.leave()
    await first.membership.leave()
  })

  it('moves all topics of a task together', async () => {
    const { log, another, topic: unique } = harness()
    const topics = [await newTopic(harness(), 'task-1', { partitions: 3 }), await newTopic(harness(), 'task-2', { partitions: 3 })]
    const group = unique('task-group')
    for (const topic of topics) {
      await log.append([0, 1, 2].map((partition) => ({ topic, partition, key: bytes('k'), value: bytes(`${partition}`) })))
    }
    const first = await join(log, group, topics)
    for (const partition of [0, 1, 2]) {
      const lease = await first.lease(partition)
      const positions = new Map<string, { offset: number; meta: string }>()
      for (const topic of topics) {
        const [record] = await take(lease, topic, 1)
        expect(record).toMatchObject({ topic, partition, value: bytes(`${partition}`) })
        positions.set(topic, at(record!.offset + 1, `${topic} ${partition}`))
      }
      await lease.commit({ records: [], positions })
    }
    const second = await join(await another(), group, topics)
    await eventually(() => expect(second.membership.leases.size).toBe(1))
    const [lease] = [...second.membership.leases.values()]
    for (const topic of topics) expect(lease!.positions.get(topic)?.meta).toBe(`${topic} ${lease!.partition}`)
    await second.membership.leave()
    await first.membership.leave()
  })

  it('refuses a group over topics of different partition counts', async () => {
    const { log, topic: unique } = harness()
    const topics = [await newTopic(harness(), 'three', { partitions: 3 }), await newTopic(harness(), 'two', { partitions: 2 })]
    await expect(join(log, unique('uneven-group'), topics)).rejects.toThrow(/partitions/)
  })

  it('resets positions only while the group has no member', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'reset')
    const group = unique('reset-group')
    const placed = await log.append(valued(input, ['a', 'b', 'c']))
    const member = await join(log, group, [input])
    const lease = await member.lease(0)
    await lease.commit({ records: [], positions: new Map([[input, at(placed[2]!.offset + 1)]]) })
    const back = new Map([[0, at(placed[1]!.offset, 'again')]])
    await expect(log.resetPositions(group, input, back)).rejects.toThrow(group)
    await eventually(async () => expect(await log.committed(group, input)).toEqual([at(placed[2]!.offset + 1)]))
    await member.membership.leave()

    await eventually(() => log.resetPositions(group, input, back))
    const again = await join(log, group, [input])
    const next = await again.lease(0)
    expect(next.positions.get(input)).toEqual(at(placed[1]!.offset, 'again'))
    expect(values(await take(next, input, 2))).toEqual(['b', 'c'])
    await again.membership.leave()
  })

  it('knows no position of a group that never committed', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'unknown', { partitions: 2 })
    expect(await log.committed(unique('unknown-group'), input)).toEqual([null, null])
  })
}
