/** The index of all chunks and the search over it, within what the reader may see. */
import type { DocumentChunks, Passage } from '../../schemas/index.ts'
import { candidatesOf, type Candidate, type Query } from './candidates.ts'
import { openChunkStore } from './chunk-store.ts'
import { answerableOf, rankingScore, shippedModel, type Model } from './model.ts'
import { pick } from './pick.ts'
import type { Reader } from './reader.ts'
import { signalsOf } from './signals.ts'
import type { Nearest } from './vector-store.ts'

export type Found = {
  /** Best first. */
  passages: Passage[]
  /** Chunks that the reader may see. */
  searched: number
  /** Probability, 0 to 1, that the passages answer. */
  answerable: number
}

export type Ranked = Candidate & { /** Log-odds, see model.ts. */ score: number }

/** Best first; among equals in the order of the store. */
export const rank = (model: Model, candidates: readonly Candidate[]): Ranked[] =>
  candidates
    .map((candidate) => ({ ...candidate, score: rankingScore(model, candidate.features) }))
    .sort((a, b) => b.score - a.score || a.chunk.slot - b.chunk.slot)

export const openIndex = ({ top }: { top: number }, model: Model = shippedModel) => {
  const store = openChunkStore()
  return {
    put: (key: string, document: DocumentChunks) => store.put(key, document),
    remove: (key: string) => store.remove(key),
    clear: store.clear,
    documents: store.documents,
    /** Chunks, whoever may see them. */
    size: store.size,
    /** Chunks that a reader may see. */
    visible: (reader: Reader) => store.viewOf(reader).count,

    /** @param nearest what a vector store found for the query; where it is left out all vectors are compared */
    search(query: Query, nearest: readonly Nearest[] | null = null): Found {
      const view = store.viewOf(query.reader)
      const { candidates, ideas } = candidatesOf(store, query, view, nearest)
      const ranked = rank(model, candidates)
      if (ranked.length === 0) return { passages: [], searched: view.count, answerable: 0 }
      return { passages: pick(ranked, top, store.at), searched: view.count, answerable: answerableOf(model, signalsOf(ranked, ideas)) }
    },

    /** What the models are fitted on. */
    candidates: (query: Query) => candidatesOf(store, query, store.viewOf(query.reader), null),
  }
}
