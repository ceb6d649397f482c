/** The thread that owns the graph: it links vectors in small portions, and answers queries in between. */
import { parentPort } from 'node:worker_threads'
import { mayRead, type Audience } from '../reader.ts'
import type { DocumentVectors, VectorQuery } from '../vector-store.ts'
import { graphs, type Graph } from './graph.ts'

export type Request =
  | ({ kind: 'put'; id: number } & DocumentVectors)
  | { kind: 'remove'; id: number; document: string }
  | ({ kind: 'query'; id: number } & VectorQuery)
  /** Answered when nothing waits to be linked. */
  | { kind: 'settle'; id: number }

export type Response = { id: number; found: readonly { document: string; chunk: string; cosine: number }[] | null }

/** Portions of about 5 ms: so long a query may have to wait. */
const portion = 8

type Chunk = { document: string; chunk: string; shelf: Shelf }
/** Chunks that the same people may read, of the same encoder. */
type Shelf = Audience & { encoder: string; chunks: number }

const open = await graphs()
/** Opened with the first vector, which says how long vectors are. */
let graph: Graph | null = null

const chunks = new Map<number, Chunk>()
const labels = new Map<string, readonly number[]>()
const shelves = new Map<string, Shelf>()
let nextLabel = 0
let planned = false

const shelfOf = ({ tenant, access, encoder }: Pick<DocumentVectors, 'tenant' | 'access' | 'encoder'>): Shelf => {
  const key = JSON.stringify([encoder, tenant, ...access])
  let shelf = shelves.get(key)
  if (!shelf) shelves.set(key, (shelf = { tenant, access, encoder, chunks: 0 }))
  return shelf
}

const remove = (document: string) => {
  for (const label of labels.get(document) ?? []) {
    graph?.remove(label)
    chunks.get(label)!.shelf.chunks--
    chunks.delete(label)
  }
  labels.delete(document)
}

const put = (document: DocumentVectors) => {
  remove(document.document)
  const shelf = shelfOf(document)
  const own = document.chunks.map(({ id, vector }) => {
    const label = nextLabel++
    chunks.set(label, { document: document.document, chunk: id, shelf })
    graph ??= open!(vector.length)
    graph.add(label, vector)
    shelf.chunks++
    return label
  })
  labels.set(document.document, own)
}

const query = ({ vector, encoder, reader, count }: VectorQuery): Response['found'] => {
  const visible = new Set([...shelves.values()].filter((shelf) => shelf.encoder === encoder && mayRead(reader, shelf)))
  const all = [...visible].reduce((sum, shelf) => sum + shelf.chunks, 0) === chunks.size
  // A filter is a call back into JavaScript for every vector that is walked over.
  const found = graph!.search(vector, count, all ? null : (label) => visible.has(chunks.get(label)?.shelf as Shelf))
  return found && found.map(({ label, cosine }) => ({ document: chunks.get(label)!.document, chunk: chunks.get(label)!.chunk, cosine }))
}

const settling: number[] = []

const work = () => {
  planned = false
  if (graph && !graph.link(portion)) return plan()
  for (const id of settling.splice(0)) reply({ id, found: null })
}
const plan = () => {
  if (planned) return
  planned = true
  setImmediate(work)
}

const answer = (request: Request): Response['found'] => {
  if (!open) return null
  if (request.kind === 'query') return graph && query(request)
  if (request.kind === 'put') put(request)
  else if (request.kind === 'remove') remove(request.document)
  plan()
  return null
}

const reply = (response: Response) => parentPort!.postMessage(response)

parentPort!.on('message', (request: Request) => {
  const found = answer(request)
  if (request.kind === 'settle' && open) settling.push(request.id)
  else reply({ id: request.id, found })
})
