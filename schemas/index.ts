export type * from './types.ts'
export { schemas, type RecordName } from './bundled.ts'
export { dot, floatBytes, fromFloatBytes, fromInt8Bytes, int8Bytes } from './vector.ts'
