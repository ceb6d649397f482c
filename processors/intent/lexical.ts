/**
 * Words and letters beside the encoder: a linear model on hashed word and character n-grams (Joachims 1998; Weinberger et al. 2009), fitted
 * by retraining/hopline_retraining/lexical.py, which computes the same. It tells what sentence vectors blur and forgives typos.
 */

export type LexicalModel = {
  /** Buckets of word n-grams and of letter n-grams. */
  words: number
  letters: number
  /** Code points that are read. */
  longest: number
  /** One a class: what a weight of 1 stands for. */
  scales: readonly number[]
  bias: readonly number[]
  /** Inverse document frequency of each bucket, words then letters. */
  idf: Float32Array
  /** Weights, a row of classes for each bucket. */
  weights: Int8Array
}

/** FNV-1a of 32 bits over UTF-16 code units. */
const hashOf = (text: string): number => {
  let value = 2166136261
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 16777619)
  return value >>> 0
}

const wordsOf = (text: string, longest: number): string[] => {
  const start = text.length <= longest ? text : Array.from(text.slice(0, 2 * longest)).slice(0, longest).join('') // prettier-ignore
  const plain = start.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\p{Nd}+/gu, '0') // prettier-ignore
  return plain.match(/[\p{L}\p{N}]+|\?/gu) ?? []
}

const wordGrams = (words: readonly string[]): string[] => [...words, ...words.map((word, i) => `${words[i - 1] ?? '^'} ${word}`)]

/** Runs of two to five code points within each word and the spaces around it. */
const letterGrams = (words: readonly string[]): string[] =>
  words.flatMap((word) => {
    const spaced = [' ', ...word, ' ']
    const grams: string[] = []
    for (let length = 2; length <= 5; length++) {
      for (let at = 0; at + length <= spaced.length; at++) grams.push(spaced.slice(at, at + length).join(''))
    }
    return grams
  })

const countsOf = (grams: readonly string[], buckets: number): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>()
  for (const gram of grams) {
    const bucket = hashOf(gram) % buckets
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  }
  return counts
}

/** Reads the bytes that go with a model's description. @throws Error where they are not of that model */
export const readLexical = (
  head: Pick<LexicalModel, 'words' | 'letters' | 'longest' | 'scales' | 'bias'>,
  bytes: Uint8Array,
): LexicalModel => {
  const buckets = head.words + head.letters
  const expected = buckets * (4 + head.bias.length)
  if (bytes.length !== expected)
    throw new Error(`The lexical model has ${bytes.length} bytes, but its heads.json describes ${expected}. Restore both files.`)
  const own = bytes.slice()
  return { ...head, idf: new Float32Array(own.buffer, 0, buckets), weights: new Int8Array(own.buffer, 4 * buckets) }
}

/** Signed distances to the plane of each class. */
export const lexicalScores = (model: LexicalModel, text: string): Float32Array => {
  const classes = model.bias.length
  const sums = new Float64Array(classes)
  const words = wordsOf(text, model.longest)
  const add = (counts: ReadonlyMap<number, number>, first: number) => {
    const values = [...counts].map(([bucket, count]) => [first + bucket, (1 + Math.log(count)) * model.idf[first + bucket]!] as const)
    const length = Math.max(Math.hypot(...values.map(([, value]) => value)), 1e-9)
    for (const [bucket, value] of values) {
      for (let label = 0; label < classes; label++) sums[label]! += (value / length) * model.weights[bucket * classes + label]!
    }
  }
  add(countsOf(wordGrams(words), model.words), 0)
  add(countsOf(letterGrams(words), model.letters), model.words)
  return Float32Array.from(sums, (sum, label) => sum * model.scales[label]! + model.bias[label]!)
}
