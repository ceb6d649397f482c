import { expect, it, vi } from 'vitest'
import { Cluster, type Broker } from '../kafkajs.ts'
import { findCoordinator, forgetCoordinators } from './coordinator-cache.ts'

const original = Cluster.prototype.findGroupCoordinator

/** A cluster of one node that counts what it is asked. */
const counting = (findGroupCoordinator: Cluster['findGroupCoordinator']) => {
  const asked = vi.fn(() => Promise.resolve({ coordinator: { nodeId: 1 } }))
  const broker = { nodeId: 1, findGroupCoordinator: asked } as unknown as Broker
  const reach = vi.fn(() => Promise.resolve(broker))
  const cluster = Object.assign(Object.create(Cluster.prototype) as Cluster, {
    findGroupCoordinator,
    findBroker: reach,
    refreshMetadata: () => Promise.resolve(),
    logger: { debug: () => undefined },
    // As kafkajs has them: the retrier gives up on `bail`, `withBroker` goes on to the next broker after any error.
    retrier: <T>(act: (bail: (error: Error) => void) => Promise<T>) =>
      new Promise<T>((resolve, reject) => void act(reject).then(resolve, reject)),
    brokerPool: {
      findConnectedBroker: reach,
      withBroker: <T>(ask: (of: { nodeId: string; broker: Broker }) => Promise<T>) => ask({ nodeId: '1', broker }).catch(() => null),
    },
  })
  return { cluster, asked, reach }
}

it('asks for a coordinator once, where kafkajs asks each time', async () => {
  for (const [find, times] of [
    [original, 3],
    [findCoordinator, 1],
  ] as const) {
    const { cluster, asked } = counting(find)
    for (let i = 0; i < 3; i++) expect((await cluster.findGroupCoordinator({ groupId: 'g' })).nodeId).toBe(1)
    expect(asked).toHaveBeenCalledTimes(times)
  }
})

it('says what the broker refused, where kafkajs says that there is no coordinator', async () => {
  for (const [find, said] of [
    [original, 'Failed to find group coordinator'],
    [findCoordinator, 'Not authorized to access group'],
  ] as const) {
    const { cluster, asked } = counting(find)
    asked.mockRejectedValue(new Error('Not authorized to access group'))
    await expect(cluster.findGroupCoordinator({ groupId: 'g' })).rejects.toThrow(said)
  }
})

it('keeps groups and transactional ids of one name apart', async () => {
  const { cluster, asked } = counting(findCoordinator)
  await cluster.findGroupCoordinator({ groupId: 'g', coordinatorType: 0 })
  await cluster.findGroupCoordinator({ groupId: 'g', coordinatorType: 1 })
  expect(asked).toHaveBeenCalledTimes(2)
})

it('asks again once told to forget, and where the broker is gone', async () => {
  const { cluster, asked, reach } = counting(findCoordinator)
  await cluster.findGroupCoordinator({ groupId: 'g' })
  forgetCoordinators(cluster)
  await cluster.findGroupCoordinator({ groupId: 'g' })
  expect(asked).toHaveBeenCalledTimes(2)
  reach.mockRejectedValueOnce(new Error('gone'))
  await cluster.findGroupCoordinator({ groupId: 'g' })
  expect(asked).toHaveBeenCalledTimes(3)
})
