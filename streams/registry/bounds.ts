/**
 * Walks an Avro body without making anything of it, and fails where it claims more than is there. avsc reads past the end silently and
 * only looks at the position when it is done, so ten bytes that announce an array of 2^31 items would keep it busy until memory is full.
 */
import avro from 'avsc'
import type { Type } from 'avsc'

type Cursor = { readonly bytes: Buffer; at: number }
type Walk = (cursor: Cursor) => void

const skip = (cursor: Cursor, length: number, where: string): void => {
  const left = cursor.bytes.length - cursor.at
  if (length < 0 || length > left) throw new RangeError(`${where} claims ${length} bytes where ${left} are left`)
  cursor.at += length
}

/** A zigzag number of the Avro specification; inexact beyond 2^53, which no length or index reaches. */
const readNumber = (cursor: Cursor, most: number, where: string): number => {
  let value = 0
  let scale = 1
  for (let count = 0; count < most; count++) {
    const byte = cursor.bytes[cursor.at++]
    if (byte === undefined) throw new RangeError(`${where} is cut off`)
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value % 2 ? -(value + 1) / 2 : value / 2
    scale *= 128
  }
  throw new RangeError(`${where} is a number of more than ${most} bytes`)
}

const intBytes = 5
const longBytes = 10

/** Blocks of an array or map. An item takes a byte or more in every schema that we write, so a count beyond what is left is a lie. */
const blocks =
  (item: Walk, where: string): Walk =>
  (cursor) => {
    for (;;) {
      let count = readNumber(cursor, longBytes, where)
      if (count === 0) return
      if (count < 0) {
        count = -count
        readNumber(cursor, longBytes, where)
      }
      const left = cursor.bytes.length - cursor.at
      if (count > left) throw new RangeError(`${where} claims ${count} items where ${left} bytes are left`)
      while (count-- > 0) item(cursor)
    }
  }

const walkOf = (type: Type, where: string, known: Map<Type, Walk>): Walk => {
  const before = known.get(type)
  if (before) return before
  const inside = (of: Type, at: string): Walk => walkOf(of, at, known)
  const length = (cursor: Cursor): void => skip(cursor, readNumber(cursor, longBytes, where), where)

  if (type instanceof avro.types.RecordType) {
    // A record may hold itself: what is built while its own entry stands is bound late.
    let fields: readonly Walk[] = []
    const walk: Walk = (cursor) => {
      for (const field of fields) field(cursor)
    }
    known.set(type, walk)
    fields = type.fields.map((field) => inside(field.type, `${type.name?.split('.').at(-1)}.${field.name}`))
    return walk
  }
  if (type instanceof avro.types.ArrayType) return blocks(inside(type.itemsType, `${where}[]`), where)
  if (type instanceof avro.types.MapType) {
    const value = inside(type.valuesType, `${where}{}`)
    return blocks((cursor) => {
      length(cursor)
      value(cursor)
    }, where)
  }
  if (type instanceof avro.types.UnwrappedUnionType || type instanceof avro.types.WrappedUnionType) {
    const branches = type.types.map((branch) => inside(branch, where))
    return (cursor) => {
      const index = readNumber(cursor, longBytes, where)
      const branch = branches[index]
      if (!branch) throw new RangeError(`${where} names branch ${index} of a union of ${branches.length}`)
      branch(cursor)
    }
  }
  if (type instanceof avro.types.EnumType) {
    return (cursor) => {
      const index = readNumber(cursor, intBytes, where)
      if (type.symbols[index] === undefined) throw new RangeError(`${where} names symbol ${index} of an enum of ${type.symbols.length}`)
    }
  }
  if (type instanceof avro.types.FixedType) return (cursor) => skip(cursor, type.size, where)
  switch (type.typeName) {
    case 'null':
      return () => {}
    case 'boolean':
      return (cursor) => skip(cursor, 1, where)
    case 'int':
      return (cursor) => {
        const value = readNumber(cursor, intBytes, where)
        if (value !== (value | 0)) throw new RangeError(`${where} is ${value}, more than 32 bits hold`)
      }
    case 'long':
      return (cursor) => {
        const negative = cursor.bytes[cursor.at]! & 1
        // avsc makes a positive number of a negative one below −2^52.
        if (Math.abs(readNumber(cursor, longBytes, where)) > 2 ** 52 && negative)
          throw new RangeError(`${where} is below −2^52, which is not read here`)
      }
    case 'float':
      return (cursor) => skip(cursor, 4, where)
    case 'double':
      return (cursor) => skip(cursor, 8, where)
    case 'string':
    case 'bytes':
      return length
    default:
      throw new TypeError(`${where} is of the Avro type ${type.typeName}, which is not read here`)
  }
}

/** Checks that the bytes from `from` on are exactly one value of the type. The result throws RangeError, naming the field. */
export const boundsOf = (type: Type): ((bytes: Buffer, from: number) => void) => {
  const walk = walkOf(type, type.name ?? type.typeName, new Map())
  return (bytes, from) => {
    const cursor = { bytes, at: from }
    walk(cursor)
    if (cursor.at !== bytes.length)
      throw new RangeError(`the value ends at byte ${cursor.at}, with ${bytes.length - cursor.at} more behind it`)
  }
}
