import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Connection, createLogger, LEVELS } from '../kafkajs.ts'
import { connectOnce } from './connect-once.ts'

let server: net.Server
let sockets: net.Socket[]

beforeEach(async () => {
  sockets = []
  server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

const connection = (): Connection =>
  new Connection({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    logger: createLogger({ level: LEVELS.NOTHING, logCreator: () => () => undefined }),
    connectionTimeout: 5000,
    requestTimeout: 5000,
    enforceRequestTimeout: false,
    socketFactory: ({ host, port, onConnect }: { host: string; port: number; onConnect: () => void }) => {
      const socket = net.connect(port, host, onConnect)
      sockets.push(socket)
      return socket
    },
  })

const original = { connect: Connection.prototype.connect, disconnect: Connection.prototype.disconnect }
const patched = connectOnce(original)

it('opens one socket for two requests at once, where kafkajs opens two', async () => {
  for (const [{ connect }, opened] of [
    [original, 2],
    [patched, 1],
  ] as const) {
    const one = connection()
    const before = sockets.length
    await Promise.all([connect.call(one), connect.call(one)])
    expect(sockets.length - before).toBe(opened)
  }
})

it('begins with nothing left of the connection before', async () => {
  for (const [{ connect }, left] of [
    [original, 3],
    [patched, 0],
  ] as const) {
    const one = connection()
    one.processData(Buffer.from([0, 0, 9]))
    await connect.call(one)
    expect(one.bytesBuffered).toBe(left)
  }
})

it('is not ended by what failed on the connection before', async () => {
  for (const [{ connect, disconnect }, writable] of [
    [original, false],
    [patched, true],
  ] as const) {
    const one = connection()
    const connecting = connect.call(one)
    await disconnect.call(one)
    await connecting
    expect(sockets.at(-1)?.writable).toBe(writable)
  }
})
