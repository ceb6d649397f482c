import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeOn } from '../../infra/local/for-tests.ts'
import { schemas } from '../../schemas/index.ts'
import type { Codec } from '../codec.ts'
import { topics } from '../topics.ts'
import type { Topic } from '../topics.ts'
import { bundledCodec } from './bundled.ts'
import { registryCodec } from './confluent.ts'
import type { RegistryOptions } from './confluent.ts'
import { proxyTo } from './proxy.for-tests.ts'
import type { Proxy } from './proxy.for-tests.ts'
import { prepareSecondOpinion, secondOpinion } from './second-opinion.for-tests.ts'
import { typeOf, writerOf } from './types.ts'
import { randomValues } from './values.for-tests.ts'

const all: readonly Topic[] = Object.values(topics)
const message = { text: 'pods keep restarting', place: 'public' } as never

await describeOn(['registry'], 'registryCodec on a real registry', ({ registry }) => {
  let proxy: Proxy
  let prefix: string
  beforeEach(async () => {
    proxy = await proxyTo(registry)
    prefix = `test-${randomUUID()}.`
  })
  afterEach(() => proxy.close())

  const open = (options: Partial<RegistryOptions> = {}): Codec =>
    registryCodec({ url: proxy.url, prefix, autoRegister: true, timeoutMs: 5000, ...options })
  const subject = (): string => `${prefix}chat.messages-value`

  /** The registry's own words, past our client. */
  const ask = async (method: string, path: string, body?: object): Promise<{ id: number; schema: string; compatibilityLevel: string }> => {
    const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' }
    const response = await fetch(`${registry}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    expect(response.status, path).toBe(200)
    return response.json() as never
  }
  const registerByHand = async (schema: object): Promise<number> => {
    const { id } = await ask('POST', `/subjects/${subject()}/versions`, { schema: JSON.stringify(schema) })
    await ask('PUT', `/config/${subject()}`, { compatibility: 'FULL_TRANSITIVE' })
    return id
  }

  it('registers every topic as FULL_TRANSITIVE, finds it again, and writes the bundled bytes under the ids of the registry', async () => {
    const [first, second, bundled] = [open(), open({ autoRegister: false }), bundledCodec()]
    await first.prepare(all)
    await second.prepare(all)
    expect((await ask('GET', `/config/${subject()}`)).compatibilityLevel).toBe('FULL_TRANSITIVE')
    for (const [topic, values] of randomValues) {
      const [value] = fc.sample(values, { numRuns: 1, seed: 7 }) as [never]
      const bytes = first.encode(topic, value)
      expect(bytes.subarray(5)).toEqual(bundled.encode(topic, value).subarray(5))
      expect(second.encode(topic, value)).toEqual(bytes)
      expect(await second.decode(topic, bytes)).toEqual(value)
    }
  })

  it('asks the registry for nothing more to read what it writes itself', async () => {
    const codec = open()
    await codec.prepare([topics.messages])
    const before = proxy.requests
    for (let i = 0; i < 100; i++) expect(codec.decode(topics.messages, codec.encode(topics.messages, message))).not.toBeInstanceOf(Promise)
    await codec.prepare([topics.messages])
    expect(proxy.requests).toBe(before)
  })

  it('reads what an older version wrote as the value of today', async () => {
    const older = { ...schemas.Message, fields: schemas.Message.fields.filter(({ name }) => name !== 'place') }
    const id = await registerByHand(older)
    const codec = open()
    await codec.prepare([topics.messages])
    const bytes = writerOf(typeOf(older))({ text: 'from before' }, id)
    expect(await codec.decode(topics.messages, bytes)).toMatchObject({ text: 'from before', place: 'UNKNOWN' })
  })

  it('stops with a sentence where the registry refuses an incompatible schema', async () => {
    await registerByHand({ ...schemas.Message, fields: [{ name: 'must', type: 'string' }] })
    const refusal = expect.stringMatching(/refuses the schema Message of subject .*chat\.messages-value: .*[Ii]ncompatible/)
    await expect(open().prepare([topics.messages])).rejects.toMatchObject({ code: 'log-unusable', message: refusal })
  })

  it('stops where the subject has another compatibility', async () => {
    await registerByHand(schemas.Message)
    await ask('PUT', `/config/${subject()}`, { compatibility: 'BACKWARD' })
    await expect(open().prepare([topics.messages])).rejects.toMatchObject({
      code: 'log-unusable',
      message: expect.stringContaining('FULL_TRANSITIVE != BACKWARD'),
    })
  })

  it('registers nothing where it may not, and says how to', async () => {
    const remedy = expect.stringContaining('SCHEMA_REGISTRY_AUTO_REGISTER=true')
    await expect(open({ autoRegister: false }).prepare([topics.messages])).rejects.toMatchObject({ code: 'log-unusable', message: remedy })
    const missing = await fetch(`${registry}/subjects/${subject()}/versions`)
    expect(missing.status).toBe(404)
  })

  it.each([
    ['closes connections', 'cut' as const],
    ['is hung', 'hang' as const],
    ['answers 500', 500],
    ['answers 429', 429],
  ])('a registry that %s is unavailable, to writers and readers, until it is back', async (_, mode) => {
    const writer = open({ timeoutMs: 300 })
    const reader = open({ timeoutMs: 300 })
    await writer.prepare([topics.messages])
    const bytes = writer.encode(topics.messages, message)
    const late = open({ timeoutMs: 300 })

    proxy.mode = mode
    await expect(late.prepare([topics.messages])).rejects.toMatchObject({ code: 'registry-unavailable' })
    await expect(reader.decode(topics.messages, bytes)).rejects.toMatchObject({ code: 'registry-unavailable' })
    expect(writer.encode(topics.messages, message)).toEqual(bytes)

    proxy.mode = 'pass'
    await late.prepare([topics.messages])
    expect(await reader.decode(topics.messages, late.encode(topics.messages, message))).toMatchObject(message)
  })

  it('names the settings where the registry refuses the user, and sends the user it was given', async () => {
    proxy.mode = 401
    const codec = open({ username: 'ada', password: 'secret' })
    const refusal = { code: 'settings-invalid', message: expect.stringContaining('SCHEMA_REGISTRY_PASSWORD') }
    await expect(codec.prepare([topics.messages])).rejects.toMatchObject(refusal)
    expect(proxy.authorization).toBe(`Basic ${btoa('ada:secret')}`)
  })

  it('asks again for an unknown id, then gives the record up, and the next ones at once', async () => {
    const codec = open({ unknownForMs: 500 })
    const unknown = (id: number): Promise<unknown> => Promise.resolve(codec.decode(topics.messages, Buffer.from([0, 0x20, 0, 0, id, 0])))
    await expect(unknown(1)).rejects.toMatchObject({ code: 'schema-unknown', message: expect.stringContaining(`schema id ${0x20000001}`) })
    const tries = proxy.requests
    expect(tries).toBeGreaterThan(2)
    await expect(unknown(2)).rejects.toMatchObject({ code: 'schema-unknown' })
    expect(proxy.requests).toBe(tries + 1)
  })

  it('reads an id that the registry learns of while it is asked for', async () => {
    const writer = open()
    await writer.prepare([topics.messages])
    const bytes = writer.encode(topics.messages, message)
    proxy.mode = 404
    const value = Promise.resolve(open().decode(topics.messages, bytes))
    await expect.poll(() => proxy.requests).toBeGreaterThan(0)
    proxy.mode = 'pass'
    expect(await value).toMatchObject(message)
  })

  it('agrees with another Avro implementation on every record, in both directions', { timeout: 300_000 }, async ({ skip }) => {
    const lacks = prepareSecondOpinion()
    if (lacks && !process.env.CI) return skip(lacks)
    expect(lacks).toBeUndefined()
    const codec = open()
    await codec.prepare(all)
    const seed = Math.floor(Math.random() * 2 ** 31)
    console.info(`Random values from seed ${seed}.`)
    for (const [topic, values] of randomValues) {
      const sample = fc.sample(values, { numRuns: 50, seed })
      const written = sample.map((value) => codec.encode(topic, value))
      const { schema } = await ask('GET', `/schemas/ids/${written[0]!.readInt32BE(1)}`)
      const theirs = secondOpinion(
        JSON.parse(schema),
        written.map((bytes) => bytes.subarray(5)),
      )
      expect(theirs.values, topic.name).toEqual(sample)
      const header = written[0]!.subarray(0, 5)
      for (const [index, body] of theirs.bodies.entries()) {
        expect(await codec.decode(topic, Buffer.concat([header, body])), topic.name).toEqual(sample[index])
      }
    }
  })
})
