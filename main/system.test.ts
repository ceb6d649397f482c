import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openSystem } from './system.ts'

it('a system in memory leaves the vector store outside alone: it would erase there what its own few documents do not have', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    response.writeHead(503).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const env = {
    ...{ HOPLINE_VECTOR_STORE: 'pinecone', PINECONE_API_KEY: 'a-key' },
    PINECONE_HOST: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
  const system = await openSystem({ env, inMemory: true, processors: ['retrieval'] })
  await system.startProcessors(['retrieval'])
  await expect.poll(() => system.readiness().parts.find(({ name }) => name === 'retrieval'), { timeout: 20_000 }).toMatchObject({ ready: true, detail: 'ready' }) // prettier-ignore
  await delay(100)
  expect(asked).toEqual([])
  await system.close()
  server.close()
})
