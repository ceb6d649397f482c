/**
 * kafkajs 2.2.4, `network/connection.js`: two requests that find a connection closed both open a socket, and both sockets
 * feed one parser, which then takes the bytes of one answer for another's; what a broken connection left of an answer
 * stays in front of the first answer of the next one; and each request that the old connection failed ends the new socket
 * before it is connected. Here callers share one attempt, which starts with nothing left and is not ended from behind.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Connection } from '../kafkajs.ts'

type Methods = Pick<Connection, 'connect' | 'disconnect'>

const sizePrefixBytes = 4

export const connectOnce = ({ connect, disconnect }: Methods): Methods => {
  const underWay = new WeakMap<Connection, Promise<unknown>>()
  const fresh = async (connection: Connection): Promise<unknown> => {
    // A disconnect that has begun ends the socket that it finds: it is to find the old one.
    await nextTurn()
    connection.socket?.destroy()
    connection.chunks = []
    connection.bytesBuffered = 0
    connection.bytesNeeded = sizePrefixBytes
    return connect.call(connection)
  }
  return {
    connect(this: Connection) {
      if (this.isConnected()) return Promise.resolve(true)
      let attempt = underWay.get(this)
      if (!attempt) {
        attempt = fresh(this).finally(() => underWay.delete(this))
        underWay.set(this, attempt)
      }
      return attempt
    },
    disconnect(this: Connection) {
      const ended = !this.isConnected() && this.socket?.destroyed
      return ended || underWay.has(this) ? Promise.resolve(true) : disconnect.call(this)
    },
  }
}

export const patchConnect = (): void => {
  Object.assign(Connection.prototype, connectOnce(Connection.prototype))
}
