import { afterAll, expect, it } from 'vitest'
import { describeOn } from '../../infra/local/for-tests.ts'
import { eventually, everything, valued, values } from '../conformance/using-log.ts'
import { Aborted, OutcomeUnknown, type Lease, type Log } from '../log.ts'
import { connector, type Connect } from './connection.ts'
import { openKafka } from './kafka.ts'
import { testSettings } from './open.fixture.ts'

/** Error codes of a Produce answer that a broker also gives after it has written the batch. */
const codes = { REQUEST_TIMED_OUT: 7, NOT_LEADER_FOR_PARTITION: 6, NOT_ENOUGH_REPLICAS_AFTER_APPEND: 20, UNKNOWN: -1 }

await describeOn(['kafka'], 'a broker that wrote a batch and says it failed', ({ kafka }) => {
  const settings = testSettings({ KAFKA_BROKERS: kafka })
  const closers: (() => Promise<void>)[] = []
  afterAll(() => Promise.all(closers.map((close) => close())))

  it.each(Object.entries(codes))('never leaves an output out of its commit after %s', async (name, errorCode) => {
    let armed = false
    /** Real connections; the answer to the next Produce says that it failed. */
    const connect: Connect = (topics) => {
      const connection = connector(settings)(topics)
      return {
        ...connection,
        async broker(nodeId) {
          const broker = await connection.broker(nodeId)
          const send: typeof broker.connectionPool.send = async (call) => {
            const answers = await broker.connectionPool.send(call)
            if (!armed || call.request.apiName !== 'Produce') return answers
            armed = false
            return (answers as object[]).map((answer) => ({ ...answer, errorCode })) as typeof answers
          }
          return Object.create(broker, { connectionPool: { value: { send } } }) as typeof broker
        },
      }
    }
    const log: Log = await openKafka(settings, connect)
    closers.push(() => log.close())
    const [from, to] = [`${name}-in`, `${name}-out`]
    await log.ensureTopics([from, to].map((topic) => ({ name: topic, partitions: 1, cleanup: 'delete' })))
    const leases: Lease[] = []
    const member = await log.join({ group: name, topics: [from], onLease: (lease) => leases.push(lease) })
    await eventually(() => expect(leases).toHaveLength(1))

    const commit = { records: valued(to, ['output']), positions: new Map([[from, { offset: 1, meta: '' }]]) }
    armed = true
    let kept = leases[0]!
    const failed: unknown = await kept.commit(commit).then(
      () => null,
      (error: unknown) => error,
    )
    // What the Log port says of each: an aborted commit is tried again as it is, an unknown one under the next lease.
    if (failed instanceof OutcomeUnknown) {
      kept = await eventually(() => (leases[1] ? Promise.resolve(leases[1]) : Promise.reject(new Error('no second lease yet'))))
      expect(kept.positions.get(from)?.offset ?? 0).toBe(0)
    } else expect(failed).toBeInstanceOf(Aborted)
    await kept.commit(commit)
    // The same sequence number in a later transaction would be a repeat to the broker: confirmed, and not written.
    await eventually(async () => expect(values(await everything(log, to))).toEqual(['output']))
    await member.leave()
  })
})
