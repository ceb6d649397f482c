/** Unit vectors side by side in one array, compared one after the other: exact, and for some ten thousands as fast as a graph. */
import { openBest } from './best.ts'

/** Vectors have the length of the first one. */
export const openFlatVectors = () => {
  let dimensions = 0
  let values = new Float32Array(0)

  /** Four sums, because the additions of one would wait for each other; constants, because a variable of the closure is read anew each time. */
  const dot = (slot: number, vector: Float32Array): number => {
    const [all, length] = [values, dimensions]
    const base = slot * length
    const whole = length - (length % 4)
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let i = 0; i < whole; i += 4) {
      a += all[base + i]! * vector[i]!
      b += all[base + i + 1]! * vector[i + 1]!
      c += all[base + i + 2]! * vector[i + 2]!
      d += all[base + i + 3]! * vector[i + 3]!
    }
    for (let i = whole; i < length; i++) a += all[base + i]! * vector[i]!
    return a + b + c + d
  }

  return {
    /** That a vector can be compared with those that are here. */
    fits: (vector: Float32Array): boolean => vector.length === dimensions,

    set(slot: number, vector: Float32Array) {
      dimensions ||= vector.length
      // One of another length is of another encoder, and is never compared.
      if (vector.length !== dimensions) return
      if ((slot + 1) * dimensions > values.length) {
        const grown = new Float32Array(Math.max(slot + 1, Math.ceil((values.length / dimensions) * 1.5), 64) * dimensions)
        grown.set(values)
        values = grown
      }
      values.set(vector, slot * dimensions)
    },

    /** The vector of a slot; not to be written to. */
    at: (slot: number): Float32Array => values.subarray(slot * dimensions, (slot + 1) * dimensions),

    /** Cosine of a slot's vector. */
    dot,

    /** The `count` nearest of the slots below `end` that may be compared, best first. */
    nearest(vector: Float32Array, end: number, compared: (slot: number) => boolean, count: number): number[] {
      const best = openBest(count)
      for (let slot = 0; slot < end; slot++) if (compared(slot)) best.offer(slot, dot(slot, vector))
      return best.taken()
    },
  }
}
