/** Compiled Avro types: built once from a schema, then no JSON on the way of a message. */
import avro from 'avsc'
import type { Type } from 'avsc'
import { HoplineError } from '../errors.ts'
import { boundsOf } from './bounds.ts'
import { headerBytes, writeHeader } from './wire.ts'

/** The compiled type of a schema with its named parts inlined. */
export const typeOf = (schema: object): Type =>
  avro.Type.forSchema(schema as Parameters<typeof avro.Type.forSchema>[0], { omitRecordMethods: true })

const shortName = (type: Type): string => type.name?.split('.').at(-1) ?? type.typeName

/** What to show of a value that does not fit: never its text, which may be personal. */
const kindOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'object' ? (value === null ? 'null' : `a ${typeof value}`) : String(value)

/** The first place where a value does not fit its type. */
const misfit = (type: Type, value: unknown): string => {
  let found: string | undefined
  type.isValid(value, {
    errorHook: (path, part, wanted) => {
      found ??= `has ${kindOf(part)} at ${path.join('.') || 'its top'} where ${shortName(wanted)} is due`
    },
  })
  return found ?? 'does not fit the schema'
}

const scratch = Buffer.allocUnsafeSlow(1 << 16)

/**
 * A function that writes a value behind the header. A missing field gets its default.
 * It throws HoplineError record-undecodable where the value does not fit.
 */
export const writerOf = (type: Type): ((value: unknown, id: number) => Buffer) => {
  return (value, id) => {
    try {
      const end = type.encode(value, scratch, headerBytes)
      // Beyond the scratch space avsc answers with minus the number of bytes that were missing.
      const bytes = end < 0 ? Buffer.allocUnsafeSlow(scratch.length - end) : Buffer.from(scratch.subarray(0, end))
      if (end < 0) type.encode(value, bytes, headerBytes)
      writeHeader(bytes, id)
      return bytes
    } catch (cause) {
      throw new HoplineError('record-undecodable', `The ${shortName(type)} to write ${misfit(type, value)}.`, { cause })
    }
  }
}

/**
 * A function that reads bytes of the form `written` as `today`: missing fields get their default, unknown symbols the enum's.
 * It throws HoplineError record-undecodable where the bytes are not exactly one value.
 * @throws HoplineError record-undecodable where the one form can not be read as the other
 */
export const readerOf = (written: Type, today: Type): ((bytes: Buffer) => unknown) => {
  try {
    const check = boundsOf(written)
    const resolver = today.equals(written) ? undefined : today.createResolver(written)
    return (bytes) => {
      try {
        check(bytes, headerBytes)
        return today.decode(bytes, headerBytes, resolver).value
      } catch (cause) {
        throw new HoplineError('record-undecodable', `The stored ${shortName(today)} can not be read: ${(cause as Error).message}.`, {
          cause,
        })
      }
    }
  } catch (cause) {
    const names = `The stored ${shortName(written)} can not be read as today's ${shortName(today)}`
    throw new HoplineError('record-undecodable', `${names}: ${(cause as Error).message}.`, { cause })
  }
}
