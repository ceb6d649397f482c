/** What speaks for a chunk as an answer to a question. All are 0 to 1, and the more the better, so that no weight is below 0. */

export const featureNames = [
  'meaning',
  'sentence',
  'words',
  'title',
  'titleOnly',
  'document',
  'second',
  'lead',
] as const satisfies readonly (keyof Features)[]

/** Of a chunk alone. */
type ChunkFeatures = {
  /** Cosine of the chunk to the question. */
  meaning: number
  /** Cosine of its nearest sentence. */
  sentence: number
  /** BM25 as a share of what could be reached. */
  words: number
}

/** Of the whole document that a chunk is from. */
export type DocumentFeatures = {
  /** Share of the question's ideas, by rarity, that the title names. */
  title: number
  /** Share of the title's words, by rarity, that the question names: tells titles apart of which one holds the other. */
  titleOnly: number
  /** Share of the question's ideas that the document names anywhere. */
  document: number
  /** Mean cosine of its two nearest chunks: one lucky chunk is worth less than two. */
  second: number
  /** Cosine of the nearer of its first two sentences, which say what it is about. */
  lead: number
}

export type Features = Readonly<ChunkFeatures & DocumentFeatures>

export const within0and1 = (value: number): number => Math.min(1, Math.max(0, value))
