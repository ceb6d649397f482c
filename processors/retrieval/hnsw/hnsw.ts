/** The vector store of this process: a graph in a thread of its own. */
import { Worker } from 'node:worker_threads'
import type { Nearest, VectorStore } from '../vector-store.ts'
import { graphs } from './graph.ts'
import type { Request, Response } from './thread.ts'

type Ask = Request extends infer One ? (One extends Request ? Omit<One, 'id'> : never) : never

export type Hnsw = VectorStore & {
  /** Settles when all that was put is linked into the graph. */
  settled(): Promise<void>
}

/** Null where hnswlib-node is not installed: all vectors are compared then. */
export const openHnsw = async (): Promise<Hnsw | null> => {
  if (!(await graphs())) return null
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { name: 'graph' })
  thread.unref()
  const waiting = new Map<number, PromiseWithResolvers<readonly Nearest[] | null>>()
  let id = 0
  let gone: Error | null = null

  const end = (why: string) => {
    gone ??= new Error(`The thread of the vector index ended (${why}). Vectors are compared one by one until the next start.`)
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
  }
  thread.on('error', (error) => end(error.message))
  thread.on('exit', (code) => end(`exit code ${code}`))
  thread.on('message', ({ id, found }: Response) => {
    waiting.get(id)?.resolve(found)
    waiting.delete(id)
  })

  const ask = (request: Ask): Promise<readonly Nearest[] | null> => {
    if (gone) return Promise.resolve(null)
    const answered = Promise.withResolvers<readonly Nearest[] | null>()
    waiting.set(++id, answered)
    thread.postMessage({ ...request, id })
    return answered.promise
  }

  return {
    async put(document) {
      await ask({ kind: 'put', ...document })
    },
    async remove(document) {
      await ask({ kind: 'remove', document })
    },
    async settled() {
      await ask({ kind: 'settle' })
    },
    async query(query) {
      const found = await ask({ kind: 'query', ...query })
      return found && [...found]
    },
    async close() {
      gone ??= new Error('The vector index is closed.')
      await thread.terminate()
    },
  }
}
