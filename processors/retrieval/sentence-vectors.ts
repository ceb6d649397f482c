/** Cosines of the sentences' vectors, which are kept at one byte a dimension. */
import type { Sentence } from '../../schemas/index.ts'

/** A unit vector at one byte a dimension. */
export const toInt8 = (vector: Float32Array): Int8Array => Int8Array.from(vector, (x) => Math.round(x * 127))

/** Cosine of a sentence, or null where it has no vector of the same length: it is a command. */
const cosine = ({ vector: bytes }: Sentence, vector: Int8Array): number | null => {
  if (bytes.length === 0 || bytes.length !== vector.length) return null
  const steps = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sum = 0
  for (let i = 0; i < steps.length; i++) sum += steps[i]! * vector[i]!
  return sum / (127 * 127)
}

/** Highest cosine of the first `count` sentences that can be compared; 0 where none can. */
export const bestCosine = (sentences: readonly Sentence[], vector: Int8Array, count = Infinity): number => {
  let best: number | null = null
  let compared = 0
  for (const sentence of sentences) {
    const one = cosine(sentence, vector)
    if (one === null) continue
    best = Math.max(best ?? -1, one)
    if (++compared === count) break
  }
  return best ?? 0
}
