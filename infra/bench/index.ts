/**
 * `hopline bench index`: the search over 100,000 chunks, and its graph beside that of FAISS on the same vectors, in one run. Vectors are
 * mixtures of real sentence vectors with noise; words are those of the sentences.
 */
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { memoryUsage } from 'node:process'
import { readFolder } from '../../main/read-documents.ts'
import { notice, progressBar } from '../../main/output.ts'
import { root } from '../../main/settings.ts'
import { openEncoder } from '../../models/inference/encoder.ts'
import { shippedModel } from '../../models/inference/manifest.ts'
import { sentences } from '../../processors/knowledge/sentences.ts'
import { openFlatVectors } from '../../processors/retrieval/flat-vectors.ts'
import { openHnsw } from '../../processors/retrieval/hnsw/hnsw.ts'
import type { Reader } from '../../processors/retrieval/reader.ts'
import { openIndex } from '../../processors/retrieval/search.ts'
import { floatBytes, int8Bytes, type DocumentChunks } from '../../schemas/index.ts'
import { Missing } from '../local/missing.ts'
import { faiss } from './faiss.ts'
import { against, percentile, type Row } from './report.ts'

const perDocument = 10
const sentencesPerChunk = 6
const queries = 300
const neighbours = 10
const reader: Reader = { tenant: 'default', principals: [], openOnly: true }
const encoderName = 'bench'

/** mulberry32: the same numbers in every run. */
const random = (() => {
  let state = 20_261_125
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
})()
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!

type Sample = { text: string; vector: Float32Array }

/** The sentences of the shipped knowledge, and its questions. */
const samples = async (): Promise<{ known: Sample[]; asked: Sample[] }> => {
  const { documents } = await readFolder(join(root, 'knowledge'))
  const texts = documents.flatMap(({ text }) => sentences(text).map(({ start, end }) => text.slice(start, end))).filter((text) => text.length > 20) // prettier-ignore
  const questions = (await readFile(join(root, 'knowledge/questions.jsonl'), 'utf8')).split('\n').filter(Boolean)
  const encoder = await openEncoder({ folder: join(root, 'models', shippedModel), threads: Math.min(4, availableParallelism()) })
  const embed = async (list: readonly string[]) => {
    const vectors = await encoder.embed(list)
    return list.map((text, i) => ({ text, vector: vectors[i]! }))
  }
  const known = await embed(texts)
  const asked = await embed(questions.map((line) => (JSON.parse(line) as { question: string }).question))
  await encoder.close()
  return { known, asked }
}

/** Between two real vectors, and off the line between them by noise as long as half of it. */
const mixture = (a: Float32Array, b: Float32Array): Float32Array => {
  const share = 0.5 + random() / 2
  const mixed = a.map((x, i) => share * x + (1 - share) * b[i]! + (random() - 0.5) * 0.08)
  const length = Math.hypot(...mixed)
  return mixed.map((x) => x / length)
}

const documentOf = (number: number, known: readonly Sample[]): DocumentChunks => ({
  ...{
    document: `bench/${number}.md`,
    revision: 'r',
    title: pick(known).text.slice(0, 40),
    tenant: 'default',
    access: [],
    encoder: encoderName,
  },
  chunks: Array.from({ length: perDocument }, (_, i) => {
    const parts = Array.from({ length: sentencesPerChunk }, () => pick(known))
    const text = `${parts.map((part) => part.text).join(' ')} item${number * perDocument + i}`
    const spans = parts.map(({ vector }) => ({ start: 0, end: 1, vector: int8Bytes(vector) }))
    const vector = floatBytes(mixture(parts[0]!.vector, parts[1]!.vector))
    return { id: `${number}-${i}`, headings: [], text, start: 0, end: text.length, vector, sentences: spans }
  }),
})

const vectorsOf = ({ document, tenant, access, encoder, chunks }: DocumentChunks) => ({
  ...{ document, tenant, access, encoder },
  chunks: chunks.map(({ id, vector }) => ({ id, vector: new Float32Array(new Uint8Array(vector).buffer) })),
})

const timed = async (work: () => unknown): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** @param count chunks */
export const index = async (count = 100_000): Promise<Row[]> => {
  const { known, asked } = await samples()
  const before = memoryUsage().rss
  const search = openIndex({ top: 8 })
  const store = await openHnsw()
  if (!store) throw new Missing('The bench index needs hnswlib-node, which is compiled at npm ci: g++, make and python3.')
  const flat = openFlatVectors()
  const names: string[] = []
  const documents = count / perDocument
  const bar = progressBar('Chunks')
  let put = 0
  const began = performance.now()
  const all = new Float32Array(count * known[0]!.vector.length)
  for (let number = 0; number < documents; number++) {
    const document = documentOf(number, known)
    const vectors = vectorsOf(document)
    put += await timed(() => search.put(document.document, document))
    void store.put(vectors)
    for (const { id, vector } of vectors.chunks) {
      flat.set(names.length, vector)
      all.set(vector, names.length * vector.length)
      names.push(id)
    }
    if (number % 100 === 0) bar.update(number, documents)
  }
  bar.end()
  notice('Linking the graph …')
  await store.settled()
  const build = (performance.now() - began) / 1_000
  const memory = (memoryUsage().rss - before) / 2 ** 20

  const questions = Array.from({ length: queries }, (_, i) => (i % 2 === 0 ? asked[i % asked.length]! : pick(known))).map(
    ({ text, vector }, i) => ({
      ...{ text, encoder: encoderName, reader },
      vector: i % 2 === 0 ? vector : mixture(vector, pick(known).vector),
    }),
  )
  const ask = async ({ vector }: { vector: Float32Array }, most = neighbours) =>
    (await store.query({ vector, encoder: encoderName, reader, count: most }))!

  const recall = async (alive: (slot: number) => boolean): Promise<number> => {
    let hits = 0
    for (const query of questions) {
      const exact = new Set(flat.nearest(query.vector, names.length, alive, neighbours).map((slot) => names[slot]))
      hits += (await ask(query)).filter(({ chunk }) => exact.has(chunk)).length
    }
    return hits / (questions.length * neighbours)
  }
  const times = async (work: (query: (typeof questions)[number]) => unknown): Promise<number[]> => {
    for (const query of questions.slice(0, 50)) await work(query)
    const taken: number[] = []
    for (const query of questions) taken.push(await timed(() => work(query)))
    return taken
  }

  const graphTimes = await times((query) => ask(query))
  const wholeTimes = await times(async (query) => search.search(query, await ask(query, 60)))
  const exactTimes = await times((query) => search.search(query))
  const graphRecall = await recall(() => true)

  // Half of all documents go, one after the other, and as many come back under new names; then again.
  const gone = new Set<number>()
  notice('Churn …')
  for (let number = 0; number < documents; number += 2) {
    await store.remove(`bench/${number}.md`)
    for (let i = 0; i < perDocument; i++) gone.add(number * perDocument + i)
  }
  await store.settled()
  const afterChurn = await recall((slot) => !gone.has(slot))
  await store.close()

  const peer = await faiss(all, questions.map(({ vector }) => vector), neighbours) // prettier-ignore
  const name = `FAISS ${peer.version}, HNSW, 1 thread`
  return [
    against(`graph of ${count} chunks built, in the background`, 's', build, name, peer.build, 'lower'),
    { what: 'words and vectors indexed', value: put / 1_000, unit: 's' },
    against('graph, search p50', 'ms', percentile(graphTimes, 0.5), name, peer.p50, 'lower'),
    against('graph, search p99', 'ms', percentile(graphTimes, 0.99), name, peer.p99, 'lower'),
    against('graph, recall@10', 'share', graphRecall, name, peer.recall, 'higher'),
    { what: 'graph, recall@10 after half was removed', value: afterChurn, unit: 'share' },
    { what: 'whole search p50', value: percentile(wholeTimes, 0.5), unit: 'ms' },
    { what: 'whole search p99', value: percentile(wholeTimes, 0.99), unit: 'ms' },
    { what: 'whole search without the graph p50', value: percentile(exactTimes, 0.5), unit: 'ms' },
    { what: 'whole search without the graph p99', value: percentile(exactTimes, 0.99), unit: 'ms' },
    { what: 'memory, bench data included', value: memory, unit: 'MiB' },
  ]
}
