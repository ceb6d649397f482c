/**
 * kafkajs 2.2.4, `cluster/index.js`: `findGroupCoordinator` asks a broker each time, which made four of the nine requests
 * of a transaction, and what brokers refuse (no access to the group) it hides behind "Failed to find group coordinator".
 * Here a found coordinator is kept until `forgetCoordinators`, which every NOT_COORDINATOR calls, or until its broker can
 * not be reached; and errors pass.
 */
import { Cluster } from '../kafkajs.ts'

const known = new WeakMap<Cluster, Map<string, number>>()

export const findCoordinator: Cluster['findGroupCoordinator'] = async function (this: Cluster, { groupId, coordinatorType = 0 }) {
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
  const asked = await this.brokerPool.findConnectedBroker()
  const { coordinator } = await asked.findGroupCoordinator({ groupId, coordinatorType })
  // A broker that joined the cluster lately is not known yet: the first search makes it known.
  const broker = await this.findBroker(coordinator).catch(() => this.findBroker(coordinator))
  nodes.set(key, coordinator.nodeId)
  return broker
}

/** Makes the next search on this cluster ask a broker again. */
export const forgetCoordinators = (cluster: Cluster): void => {
  known.delete(cluster)
}

export const patchCoordinatorCache = (): void => {
  Cluster.prototype.findGroupCoordinator = findCoordinator
}
