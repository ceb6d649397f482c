import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { describeOn } from '../../infra/local/for-tests.ts'
import { eventually, everything, take, valued, values } from '../conformance/using-log.ts'
import type { Lease, Log } from '../log.ts'
import { connector } from './connection.ts'
import { encodeBatch } from './encode-batch.ts'
import type { Told } from './member.fixture.ts'
import { logOpener, testSettings } from './open.fixture.ts'
import { patiently } from './patience.ts'
import { send } from './produce.ts'

await describeOn(['kafka'], 'ownership of a task on Kafka', ({ kafka }) => {
  const settings = testSettings({ KAFKA_BROKERS: kafka })
  const open = logOpener()
  const made = async (log: Log, name: string, partitions = 1) => {
    await log.ensureTopics([`${name}-in`, `${name}-out`].map((topic) => ({ name: topic, partitions, cleanup: 'delete' })))
    return [`${name}-in`, `${name}-out`] as const
  }

  it('outlasts a handler that is longer than the session, and a rebalance that leaves the task where it is', async () => {
    const log = await open(settings)
    const [from, to] = await made(log, 'slow', 2)
    await log.append([0, 1].map((partition) => ({ topic: from, partition, key: null, value: Buffer.from(`m${partition}`) })))
    const begun: Lease[] = []
    const member = await log.join({ group: 'slow', topics: [from], onLease: (lease) => begun.push(lease) })
    await eventually(() => expect(member.leases.size).toBe(2))
    for (const lease of begun) await take(lease, from, 1)

    await delay(settings.HOPLINE_SESSION_TIMEOUT_MS * 1.3)
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([false, false])
    const other = await (await open(settings)).join({ group: 'slow', topics: [from], onLease: () => undefined })
    await eventually(() => expect([member.leases.size, other.leases.size]).toEqual([1, 1]))

    const [kept] = [...member.leases.values()]
    expect(begun).toContain(kept)
    expect([...other.leases.values()].map(({ handedOver }) => handedOver)).toEqual([true])
    await kept!.commit({ records: valued(to, ['done']), positions: new Map([[from, { offset: 1, meta: '' }]]) })
    expect(begun).toHaveLength(2)
    await Promise.all([member.leave(), other.leave()])
  })

  it.each([
    ['before the new owner came, which then goes on after it', true],
    ['after the new owner came, which ended it', false],
  ])('lets the former owner end its open transaction only %s', async (_, endsFirst) => {
    const log = await open(settings)
    const group = endsFirst ? 'ended' : 'open'
    const [from, to] = await made(log, group)
    await log.append(valued(from, ['m0', 'm1']))

    // The former owner, as far as it got: output and position are in its transaction, which it has not ended yet.
    const connection = connector(settings)()
    const groupId = settings.HOPLINE_GROUP_PREFIX + group
    const transactionalId = `${groupId}-0`
    const topic = settings.HOPLINE_TOPIC_PREFIX + to
    const coordinator = await patiently(connection, () => connection.coordinator('transaction', transactionalId))
    const init = () => coordinator.initProducerId({ transactionalId, transactionTimeout: 60_000 })
    const producer = { transactionalId, ...(await patiently(connection, init)) }
    await coordinator.addPartitionsToTxn({ ...producer, topics: [{ topic, partitions: [0] }] })
    const records = [{ topic: to, key: null, value: Buffer.from('out of m0'), timestamp: Date.now() }]
    const sequenced = {
      producerId: Number(producer.producerId),
      producerEpoch: producer.producerEpoch,
      firstSequence: 0,
      transactional: true,
    }
    const sent = await send(connection, transactionalId, [{ topic, partition: 0, bytes: encodeBatch(records, sequenced) }])
    expect(sent).toEqual([{ offset: 0, appendTime: null }])
    await patiently(connection, () => coordinator.addOffsetsToTxn({ ...producer, groupId }))
    const position = { partition: 0, offset: 1, metadata: '' }
    await patiently(connection, async () =>
      (await connection.coordinator('group', groupId)).txnOffsetCommit({
        ...producer,
        groupId,
        topics: [{ topic: settings.HOPLINE_TOPIC_PREFIX + from, partitions: [position] }],
      }),
    )
    const end = () => coordinator.endTxn({ ...producer, transactionResult: true })

    if (endsFirst) await end()
    const begun = Promise.withResolvers<Lease>()
    const member = await log.join({ group, topics: [from], onLease: begun.resolve })
    const lease = await begun.promise
    if (!endsFirst) await expect(end()).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' })
    connection.close()

    const left = endsFirst ? ['m1'] : ['m0', 'm1']
    expect(values(await take(lease, from, left.length))).toEqual(left)
    await lease.commit({
      records: valued(
        to,
        left.map((value) => `out of ${value}`),
      ),
      positions: new Map([[from, { offset: 2, meta: '' }]]),
    })
    await eventually(async () => expect(values(await everything(log, to))).toEqual(['out of m0', 'out of m1']))
    await member.leave()
  })

  it('is lost by a process that was stopped, which is fenced when it goes on, and comes back to it afterwards', async () => {
    const log = await open(settings)
    const [from, to] = await made(log, 'zombie')
    await log.append(valued(from, ['m0', 'm1']))
    const child = fork(new URL('./member.fixture.ts', import.meta.url), [JSON.stringify([settings, 'zombie', from, to])])
    const told: Told[] = []
    child.on('message', (message) => told.push(message as Told))
    try {
      await eventually(() => expect(told).toEqual([{ took: 'm0', epoch: 1 }]))
      child.kill('SIGSTOP')
      const begun: Lease[] = []
      const member = await log.join({ group: 'zombie', topics: [from], onLease: (lease) => begun.push(lease) })
      const lease = await eventually(() => begun[0] ?? Promise.reject(new Error('no lease yet')))
      expect(values(await take(lease, from, 1))).toEqual(['m0'])
      await lease.commit({ records: valued(to, ['m0']), positions: new Map([[from, { offset: 1, meta: '' }]]) })

      child.kill('SIGCONT')
      child.send('go')
      await eventually(() => expect(told).toContainEqual({ came: 'Fenced', epoch: 1 }))
      await member.leave()
      await eventually(() => expect(told).toContainEqual({ took: 'm1', epoch: 2 }))
      child.send('go')
      await eventually(() => expect(told).toContainEqual({ came: 'committed', epoch: 2 }))
      await eventually(async () => expect(values(await everything(log, to))).toEqual(['m0', 'm1']))
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })

  it('goes to another member when its process is killed', async () => {
    const log = await open(settings)
    const [from, to] = await made(log, 'killed')
    await log.append(valued(from, ['m0']))
    const child = fork(new URL('./member.fixture.ts', import.meta.url), [JSON.stringify([settings, 'killed', from, to])])
    await once(child, 'message')
    child.kill('SIGKILL')
    const begun = Promise.withResolvers<Lease>()
    const member = await log.join({ group: 'killed', topics: [from], onLease: begun.resolve })
    expect((await begun.promise).handedOver).toBe(false)
    expect(values(await take(await begun.promise, from, 1))).toEqual(['m0'])
    await member.leave()
  })
})
