/**
 * kafkajs 2.2.4, `cluster/index.js`: `findGroupCoordinator` asks a broker each time, which made four of the nine requests
 * of a transaction. Here a found coordinator is kept until `forgetCoordinators`, which every NOT_COORDINATOR calls, or
 * until its broker can not be reached.
 */
import { Cluster } from '../kafkajs.ts'

const known = new WeakMap<Cluster, Map<string, number>>()

type Find = Cluster['findGroupCoordinator']

export const cachedFind = (find: Find): Find =>
  async function (this: Cluster, { groupId, coordinatorType = 0 }) {
    let nodes = known.get(this)
    if (!nodes) known.set(this, (nodes = new Map()))
    const key = `${coordinatorType} ${groupId}`
    const nodeId = nodes.get(key)
    if (nodeId !== undefined) {
      try {
        return await this.findBroker({ nodeId })
      } catch {
        nodes.delete(key)
      }
    }
    const broker = await find.call(this, { groupId, coordinatorType })
    nodes.set(key, broker.nodeId)
    return broker
  }

/** Makes the next search on this cluster ask a broker again. */
export const forgetCoordinators = (cluster: Cluster): void => {
  known.delete(cluster)
}

export const patchCoordinatorCache = (): void => {
  Cluster.prototype.findGroupCoordinator = cachedFind(Cluster.prototype.findGroupCoordinator)
}
