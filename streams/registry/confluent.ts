/** The codec on a schema registry with the Confluent API. */
import { setTimeout as delay } from 'node:timers/promises'
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import avro from 'avsc'
import type { Type } from 'avsc'
import { schemas } from '../../schemas/index.ts'
import { circuit } from '../circuit.ts'
import type { Codec } from '../codec.ts'
import { HoplineError } from '../errors.ts'
import type { Topic } from '../topics.ts'
import { codecOf, schemaUnknown } from './codec-of.ts'
import { registryError, statusOf, timeLimit } from './request.ts'
import { typeOf } from './types.ts'

export type RegistryOptions = {
  readonly url: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Of topics, and so of subjects. */
  readonly prefix: string
  /** Whether `prepare` registers schemas that are not there; else it only looks them up. */
  readonly autoRegister: boolean
  /** Milliseconds for one request. */
  readonly timeoutMs: number
  /** Milliseconds for which an unknown id may be one that the registry's replica has not heard of yet. */
  readonly unknownForMs?: number
}

/**
 * Subjects are `<prefix><topic>-value`, FULL_TRANSITIVE. The registry is asked in `prepare`, and once for each other id that is first met.
 * An id that is unknown is asked for again for 10 s; once that was in vain, other unknown ids are believed at once for a minute, so
 * that a flood of garbage does not cost 10 s a record.
 */
export const registryCodec = ({
  url,
  username,
  password,
  prefix,
  autoRegister,
  timeoutMs,
  unknownForMs = 10_000,
}: RegistryOptions): Codec => {
  const registry = new SchemaRegistry({
    host: url.replace(/\/$/, ''),
    clientId: 'hopline',
    ...(username === undefined ? {} : { auth: { username, password: password ?? '' } }),
    // The loop that calls tries again, and knows the message's deadline.
    retry: { retries: 0 },
    middlewares: [timeLimit(timeoutMs)],
  })
  const ids = new Map<string, number>()
  const underway = new Map<number, Promise<Type>>()
  let believeUntil = 0
  const breaker = circuit({
    name: `the schema registry at ${url}`,
    code: 'registry-unavailable',
    trips: (error) => registryError(error, url, 'schemas', '').code === 'registry-unavailable',
  })

  const resolve = async (topic: Topic): Promise<void> => {
    if (topic.record === null || ids.has(topic.name)) return
    const subject = `${prefix}${topic.name}-value`
    const schema = { type: SchemaType.AVRO, schema: JSON.stringify(schemas[topic.record]) } as const
    try {
      const id = autoRegister
        ? (await registry.register(schema, { subject, compatibility: COMPATIBILITY.FULL_TRANSITIVE })).id
        : await registry.getRegistryIdBySchema(subject, schema)
      ids.set(topic.name, id)
    } catch (cause) {
      const remedy = autoRegister
        ? 'Every version of a subject has to be able to read, and to be read by, all others, and the compatibility of the subject has to be FULL_TRANSITIVE.'
        : 'Register it there, or set SCHEMA_REGISTRY_AUTO_REGISTER=true.'
      throw registryError(cause, url, `the schema ${topic.record} of subject ${subject}`, remedy)
    }
  }

  const find = async (id: number, topic: Topic): Promise<Type> => {
    const until = Date.now() + unknownForMs
    for (let pause = 100; ; pause *= 2) {
      try {
        const found: unknown = await breaker.run(() => registry.getSchema(id))
        if (avro.Type.isType(found)) return found as Type
        throw new TypeError('it is not Avro')
      } catch (error) {
        if (error instanceof HoplineError) throw error
        const status = statusOf(error)
        if (status === undefined) {
          const why = (error as Error).message
          throw new HoplineError(
            'record-undecodable',
            `A value of ${topic.name} has the schema id ${id}, which is of no use here: ${why}.`,
            { cause: error },
          )
        }
        if (status !== 404) throw registryError(error, url, `the schema with id ${id}`, 'Look at its log.')
        const now = Date.now()
        if (now >= until) believeUntil = now + 60_000
        if (now < believeUntil) throw schemaUnknown(id, topic, `the registry at ${url}`)
        await delay(Math.min(pause, until - now))
      }
    }
  }

  return {
    async prepare(topics) {
      await Promise.all(topics.map(resolve))
    },
    ...codecOf({
      of(topic) {
        const id = ids.get(topic.name)
        if (id === undefined) throw new Error(`The schema id of ${topic.name} is not resolved: call prepare([…]) with it before encode.`)
        return id
      },
      type(id, topic) {
        // What is written here is read without asking, so at once: tables decode values that their task has just set.
        if (topic.record !== null && ids.get(topic.name) === id) return typeOf(schemas[topic.record])
        let type = underway.get(id)
        if (!type) {
          type = find(id, topic).finally(() => underway.delete(id))
          underway.set(id, type)
        }
        return type
      },
    }),
  }
}
