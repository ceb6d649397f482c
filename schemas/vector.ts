/** Unit vectors as the records hold them: float32 little endian, or int8 at one byte a dimension. */

/** float32 little-endian bytes of a vector. */
export const floatBytes = (vector: Float32Array): Buffer => Buffer.from(new Float32Array(vector).buffer)

/** The vector of `floatBytes`; copies, because Avro hands out slices that are not aligned to four bytes. */
export const fromFloatBytes = (bytes: Buffer): Float32Array => new Float32Array(new Uint8Array(bytes).buffer)

/** A unit vector at one byte a dimension: the largest component is at most 1, so 127 steps reach it. */
export const int8Bytes = (vector: Float32Array): Buffer => Buffer.from(Int8Array.from(vector, (x) => Math.round(x * 127)).buffer)

/** The unit vector of `int8Bytes`, made unit length again. */
export const fromInt8Bytes = (bytes: Buffer): Float32Array => {
  const steps = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const vector = new Float32Array(steps)
  const length = Math.sqrt(dot(vector, vector)) || 1
  for (let i = 0; i < vector.length; i++) vector[i]! /= length
  return vector
}

/** Dot product: the cosine of two unit vectors. */
export const dot = (a: Float32Array, b: Float32Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
