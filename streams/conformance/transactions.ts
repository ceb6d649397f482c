import { expect, it } from 'vitest'
import { HoplineError } from '../errors.ts'
import { at, bytes, eventually, everything, join, newTopic, take, valued, values } from './using-log.ts'
import type { Harness } from './conformance.ts'

export const transactionRules = (harness: () => Harness): void => {
  const tooLarge = (topic: string) => ({ topic, partition: 0, key: bytes('k'), value: Buffer.alloc(2_000_000, 1) })

  it('moves records of several topics, positions and their metadata together', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'tx-in')
    const [first, second] = [await newTopic(harness(), 'tx-out-1'), await newTopic(harness(), 'tx-out-2', { partitions: 3 })]
    const group = unique('tx-group')
    await log.append(valued(input, ['a', 'b', 'c']))
    const member = await join(log, group, [input])
    const lease = await member.lease(0)
    const [a] = await take(lease, input, 1)
    const placed = await lease.commit({
      records: [...valued(first, ['1']), { topic: second, partition: 2, key: null, value: bytes('2') }, ...valued(first, ['3'])],
      positions: new Map([[input, at(a!.offset + 1, 'finished beyond: {é}')]]),
    })
    expect(placed.map(({ topic, partition }) => [topic, partition])).toEqual([
      [first, 0],
      [second, 2],
      [first, 0],
    ])
    await eventually(async () => expect(values(await everything(log, first))).toEqual(['1', '3']))
    await eventually(async () => expect((await everything(log, second, 2)).map(({ offset }) => offset)).toEqual([placed[1]?.offset]))
    await eventually(async () => expect(await log.committed(group, input)).toEqual([at(a!.offset + 1, 'finished beyond: {é}')]))
    await member.membership.leave()
  })

  it('leaves nothing of a commit that holds a record above the limit, and the lease goes on', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'whole-in')
    const output = await newTopic(harness(), 'whole-out', { partitions: 2 })
    const group = unique('whole-group')
    await log.append(valued(input, ['a', 'b']))
    const member = await join(log, group, [input])
    const lease = await member.lease(0)
    const [a] = await take(lease, input, 1)
    const positions = new Map([[input, at(a!.offset + 1)]])
    const good = [...valued(output, ['good']), { topic: output, partition: 1, key: null, value: bytes('good') }]
    for (let i = 0; i < 3; i++) {
      const refusal = await lease.commit({ records: [...good, tooLarge(output), ...good], positions }).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(HoplineError)
      expect(refusal).toMatchObject({ code: 'record-too-large' })
    }
    expect(await log.committed(group, input)).toEqual([null])
    await lease.commit({ records: good, positions })
    await eventually(async () => expect(values(await everything(log, output, 0))).toEqual(['good']))
    await eventually(async () => expect(values(await everything(log, output, 1))).toEqual(['good']))
    await eventually(async () => expect(await log.committed(group, input)).toEqual([at(a!.offset + 1)]))
    await member.membership.leave()
  })

  it('never shows part of a commit', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'part-in')
    const output = await newTopic(harness(), 'part-out')
    const member = await join(log, unique('part-group'), [input])
    const lease = await member.lease(0)
    let committing = true
    const commits = (async () => {
      for (let i = 0; i < 20; i++) {
        const records = valued(
          output,
          Array.from({ length: 50 }, (_, j) => `${i}.${j}`),
        )
        await lease.commit({ records, positions: new Map([[input, at(0, String(i))]]) })
      }
      committing = false
    })()
    while (committing) {
      const { length } = await everything(log, output)
      expect(length % 50).toBe(0)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await commits
    await eventually(async () => expect((await everything(log, output)).length).toBe(1000))
    await member.membership.leave()
  })

  it('moves positions without records, and publishes records without positions', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'only-in')
    const output = await newTopic(harness(), 'only-out')
    const group = unique('only-group')
    await log.append(valued(input, ['a', 'b']))
    const member = await join(log, group, [input])
    const lease = await member.lease(0)
    const [, b] = await take(lease, input, 2)
    expect(await lease.commit({ records: [], positions: new Map([[input, at(b!.offset + 1, 'm')]]) })).toEqual([])
    await lease.commit({ records: valued(output, ['x']), positions: new Map() })
    await eventually(async () => expect(await log.committed(group, input)).toEqual([at(b!.offset + 1, 'm')]))
    await eventually(async () => expect(values(await everything(log, output))).toEqual(['x']))
    await member.membership.leave()
  })

  it('refuses metadata above 4,096 bytes and writes nothing of that commit', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'meta-in')
    const output = await newTopic(harness(), 'meta-out')
    const group = unique('meta-group')
    const member = await join(log, group, [input])
    const lease = await member.lease(0)
    const positions = (meta: string) => new Map([[input, at(0, meta)]])
    await expect(lease.commit({ records: valued(output, ['x']), positions: positions('m'.repeat(4097)) })).rejects.toThrow()
    expect(await everything(log, output)).toEqual([])
    expect(await log.committed(group, input)).toEqual([null])
    await member.membership.leave()
  })

  it('keeps metadata of 4,096 bytes', async () => {
    const { log, topic: unique } = harness()
    const input = await newTopic(harness(), 'full-meta')
    const group = unique('full-meta-group')
    const member = await join(log, group, [input])
    const lease = await member.lease(0)
    await lease.commit({ records: [], positions: new Map([[input, at(0, 'm'.repeat(4096))]]) })
    await eventually(async () => expect(await log.committed(group, input)).toEqual([at(0, 'm'.repeat(4096))]))
    await member.membership.leave()
  })
}
