/**
 * kafkajs 2.2.4, `network/connection.js`: two requests that find a connection closed both open a socket, and both sockets
 * feed one parser, which then takes the bytes of one answer for another's; what a broken connection left of an answer
 * stays in front of the first answer of the next one. Here callers share one attempt, which starts with nothing left.
 */
import { Connection } from '../kafkajs.ts'

type Connect = typeof Connection.prototype.connect

const sizePrefixBytes = 4

export const connectOnce = (connect: Connect): Connect => {
  const underWay = new WeakMap<Connection, Promise<unknown>>()
  return function (this: Connection) {
    if (this.isConnected()) return Promise.resolve(true)
    const shared = underWay.get(this)
    if (shared) return shared
    this.socket?.destroy()
    this.chunks = []
    this.bytesBuffered = 0
    this.bytesNeeded = sizePrefixBytes
    const attempt = connect.call(this).finally(() => underWay.delete(this))
    underWay.set(this, attempt)
    return attempt
  }
}

export const patchConnect = (): void => {
  Connection.prototype.connect = connectOnce(Connection.prototype.connect)
}
