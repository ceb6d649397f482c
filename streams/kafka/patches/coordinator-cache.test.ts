import { expect, it, vi } from 'vitest'
import { Cluster, type Broker } from '../kafkajs.ts'
import { cachedFind, forgetCoordinators } from './coordinator-cache.ts'

/** A cluster of one node that counts what it is asked. */
const counting = (find: Cluster['findGroupCoordinator']) => {
  const asked = vi.fn(() => Promise.resolve({ coordinator: { nodeId: 1 } }))
  const reach = vi.fn(() => Promise.resolve({ nodeId: 1 } as Broker))
  const cluster = {
    findGroupCoordinatorMetadata: asked,
    findBroker: reach,
    retrier: (act: (bail: (error: Error) => void) => Promise<unknown>) => act(() => undefined),
    findGroupCoordinator: find,
  } as unknown as Cluster
  return { cluster, asked, reach }
}

const original = Cluster.prototype.findGroupCoordinator

it('asks for a coordinator once, where kafkajs asks each time', async () => {
  for (const [find, times] of [
    [original, 3],
    [cachedFind(original), 1],
  ] as const) {
    const { cluster, asked } = counting(find)
    for (let i = 0; i < 3; i++) expect((await cluster.findGroupCoordinator({ groupId: 'g' })).nodeId).toBe(1)
    expect(asked).toHaveBeenCalledTimes(times)
  }
})

it('keeps groups and transactional ids of one name apart', async () => {
  const { cluster, asked } = counting(cachedFind(original))
  await cluster.findGroupCoordinator({ groupId: 'g', coordinatorType: 0 })
  await cluster.findGroupCoordinator({ groupId: 'g', coordinatorType: 1 })
  expect(asked).toHaveBeenCalledTimes(2)
})

it('asks again once told to forget, and where the broker is gone', async () => {
  const { cluster, asked, reach } = counting(cachedFind(original))
  await cluster.findGroupCoordinator({ groupId: 'g' })
  forgetCoordinators(cluster)
  await cluster.findGroupCoordinator({ groupId: 'g' })
  expect(asked).toHaveBeenCalledTimes(2)
  reach.mockRejectedValueOnce(new Error('gone'))
  await cluster.findGroupCoordinator({ groupId: 'g' })
  expect(asked).toHaveBeenCalledTimes(3)
})
