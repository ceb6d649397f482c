import { createConnection } from 'node:net'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { describeOn } from './for-tests.ts'

const connect = async (address: string) => {
  const [host, port] = address.split(':')
  const socket = createConnection({ host: host!, port: Number(port) })
  await once(socket, 'connect')
  socket.destroy()
}

await describeOn(['kafka', 'registry', 'elasticsearch'], 'the shared servers', ({ kafka, registry, elasticsearch }) => {
  it('answer at the addresses that are handed out', async () => {
    await connect(kafka.split(',')[0]!)
    expect(await (await fetch(`${registry}/subjects`)).json()).toBeInstanceOf(Array)
    expect(await (await fetch(`${elasticsearch}/_cluster/health`)).json()).toMatchObject({ timed_out: false })
  })
})

await describeOn(['startKafka'], 'a Kafka of the own', ({ startKafka }) => {
  it('has the listeners that were asked for, and comes back at the same addresses after a crash', async () => {
    const broker = await startKafka({ listeners: { EXTRA: 'PLAINTEXT' } })
    const before = broker.pid
    await connect(broker.listeners.EXTRA!)
    await broker.kill()
    await expect(connect(broker.address)).rejects.toThrow('ECONNREFUSED')
    await broker.restart()
    await connect(broker.address)
    expect(broker.pid).not.toBe(before)
  })
})
