/** The index of all chunks, in memory, and the search over it: dense and BM25, fused, within what the reader may see. */
import { dot, fromFloatBytes, type DocumentChunks, type Passage } from '../../schemas/index.ts'
import { openBm25 } from './bm25.ts'
import { mayRead, type Audience, type Reader } from './reader.ts'
import { tokens } from './tokens.ts'

export type Query = { text: string; vector: Float32Array; encoder: string; reader: Reader }

/** See hnsw.ts. */
export type Approximate = {
  add(label: number, vector: Float32Array): void
  remove(label: number): void
  search(vector: Float32Array, count: number, visible: (label: number) => boolean): number[] | null
}

export type SearchOptions = {
  top: number
  /** Weight of the dense score; the rest is BM25's. */
  denseWeight: number
  /** Above this many visible chunks the approximate index is asked, where there is one. */
  exactLimit: number
}

type Counted = Audience & { chunks: number; terms: number }
type Entry = {
  label: number
  passage: Omit<Passage, 'score'>
  vector: Float32Array
  encoder: string
  terms: readonly string[]
  audience: Counted
}

/** Candidates that each of the two searches brings. */
const candidates = 60
/** So many passages of one document at most: others should have a say. */
const perDocument = 6

export const openIndex = (options: SearchOptions, approximate: Approximate | null = null) => {
  const entries = new Map<number, Entry>()
  const byDocument = new Map<string, readonly Entry[]>()
  const audiences = new Map<string, Counted>()
  const lexical = openBm25()
  // Never reused, also because the approximate index breaks on reuse.
  let nextLabel = 0

  const audienceOf = (tenant: string, access: readonly string[]): Counted => {
    const key = JSON.stringify([tenant, ...[...access].sort()])
    let audience = audiences.get(key)
    if (!audience) audiences.set(key, (audience = { tenant, access, chunks: 0, terms: 0 }))
    return audience
  }

  const remove = (document: string) => {
    for (const { label, terms, audience } of byDocument.get(document) ?? []) {
      lexical.remove(label, terms)
      approximate?.remove(label)
      entries.delete(label)
      audience.chunks--
      audience.terms -= terms.length
    }
    byDocument.delete(document)
  }

  const put = (key: string, { document, revision, title, tenant, access, encoder, chunks }: DocumentChunks) => {
    remove(key)
    const audience = audienceOf(tenant, access)
    const added = chunks.map(({ id, headings, text, start, end, vector, sentences }): Entry => {
      const passage = { chunk: id, document, revision, title, headings, text, start, end, sentences }
      const terms = tokens([title, title, ...headings, text].join('\n'))
      return { label: nextLabel++, passage, vector: fromFloatBytes(vector), encoder, terms, audience }
    })
    for (const entry of added) {
      entries.set(entry.label, entry)
      lexical.add(entry.label, entry.terms)
      approximate?.add(entry.label, entry.vector)
      audience.chunks++
      audience.terms += entry.terms.length
    }
    byDocument.set(key, added)
  }

  const nearest = ({ vector, encoder }: Query, visible: (label: number) => boolean, count: number): readonly Entry[] => {
    const found = count > options.exactLimit ? approximate?.search(vector, candidates, visible) : null
    const pool = found ? found.flatMap((label) => entries.get(label) ?? []) : [...entries.values()].filter(({ label }) => visible(label))
    const scored = pool.filter((entry) => entry.encoder === encoder).map((entry) => ({ entry, score: dot(entry.vector, vector) }))
    return scored.sort((a, b) => b.score - a.score).slice(0, candidates).map(({ entry }) => entry) // prettier-ignore
  }

  /**
   * The best passages, best first, and how many chunks the reader may see. Scores are a weighted sum of the two searches' scores, each
   * brought to 0..1 within the candidates. Of passages that say the same, the best stays.
   */
  const search = (query: Query): { passages: Passage[]; searched: number } => {
    const readable = new Set([...audiences.values()].filter((audience) => mayRead(query.reader, audience)))
    const has = (label: number) => readable.has(entries.get(label)!.audience)
    const count = sum([...readable], ({ chunks }) => chunks)
    if (count === 0) return { passages: [], searched: 0 }

    const scores = lexical.score(tokens(query.text), { has, count, totalLength: sum([...readable], ({ terms }) => terms) })
    const bestLexical = [...scores].sort((a, b) => b[1] - a[1]).slice(0, candidates)
    const pool = [...new Set([...nearest(query, has, count), ...bestLexical.map(([label]) => entries.get(label)!)])]

    const scaled = pool.map((entry) => ({
      entry,
      dense: entry.encoder === query.encoder ? dot(entry.vector, query.vector) : 0,
      lexical: scores.get(entry.label) ?? 0,
    }))
    const dense = scale(scaled.map((each) => each.dense))
    const sparse = scale(scaled.map((each) => each.lexical))
    const ranked = scaled
      .map((each) => ({
        entry: each.entry,
        score: options.denseWeight * dense(each.dense) + (1 - options.denseWeight) * sparse(each.lexical),
      }))
      .sort((a, b) => b.score - a.score)
    return { passages: pick(ranked, options.top), searched: count }
  }

  return { put, remove, search, size: () => entries.size }
}

const pick = (ranked: readonly { entry: Entry; score: number }[], top: number): Passage[] => {
  const picked: { entry: Entry; score: number; terms: Set<string> }[] = []
  for (const { entry, score } of ranked) {
    if (picked.length === top) break
    const terms = new Set(tokens(entry.passage.text))
    const sameDocument = picked.filter((other) => other.entry.passage.document === entry.passage.document).length
    if (sameDocument < perDocument && !picked.some((other) => overlap(other.terms, terms) > 0.85)) picked.push({ entry, score, terms })
  }
  return picked.map(({ entry, score }) => ({ ...entry.passage, score }))
}

/** Share of the terms of both that both have (Jaccard). */
const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  let both = 0
  for (const term of a) if (b.has(term)) both++
  return both / (a.size + b.size - both || 1)
}

/** Brings values between the least and the greatest of `values` to 0..1. */
const scale = (values: readonly number[]) => {
  const [least, greatest] = [Math.min(...values), Math.max(...values)]
  return (value: number) => (greatest > least ? (value - least) / (greatest - least) : greatest > 0 ? 1 : 0)
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((total, item) => total + of(item), 0)
