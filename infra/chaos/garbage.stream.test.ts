import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openEmbedded } from '../../streams/embedded/embedded.ts'
import { headerNames } from '../../streams/ingress.ts'
import type { Log, LogRecord } from '../../streams/log.ts'
import { openMetrics } from '../../streams/metrics.ts'
import { bundledCodec } from '../../streams/registry/bundled.ts'
import { topics } from '../../streams/topics.ts'
import { message, passThrough } from '../bench/pass-through.ts'
import { keyOf, line, numbered, topicSpecs } from './numbered.ts'

const perTopic = 1_700
const goodMessages = 300

it('gives up what can not be read, loses nothing, and answers what is between it in order', { timeout: 120_000 }, async () => {
  const log = await openEmbedded({ file: ':memory:', durability: 'os' })
  const codec = bundledCodec()
  await log.ensureTopics(topicSpecs)
  const running = await passThrough(line, { log, codec, metrics: openMetrics() })
  const fell = Promise.race(running.map(({ failed }) => failed))

  const inputs = line.slice(0, -1)
  const valid = codec.encode(line[0]!, message('valid'))
  const broken = fc.sample(brokenValue(valid), { numRuns: perTopic * inputs.length, seed: 1 })
  for (let at = 0, good = 0; at < broken.length; at += 100) {
    const records = broken.slice(at, at + 100).map((value, i) => ({
      topic: inputs[(at + i) % inputs.length]!.name,
      key: Buffer.from(`garbage/${at + i}`),
      value,
      headers: [[headerNames.messageId, Buffer.from(`garbage/${at + i}#0`)] as const],
    }))
    const between = Array.from({ length: Math.min(3, goodMessages - good) }, () => numbered(codec, 0, good++))
    await Promise.race([log.append([...records, ...between]), fell])
  }

  const expected = broken.length + goodMessages
  await Promise.race([fell, expect.poll(() => countOf(log, line[6]!.name), { timeout: 60_000, interval: 200 }).toBe(expected)])
  const out = await everything(log, line[6]!.name)
  const deadLetters = await everything(log, topics.deadLetters.name)
  const keys = new Set(out.map(({ key }) => String(key)))
  expect(keys.size).toBe(broken.length + 1)

  const answered = out
    .filter(({ key }) => String(key) === keyOf(0))
    .map(({ value }) => (codec.decode(line[6]!, value!) as { messageId: string }).messageId)
  expect(answered).toEqual(Array.from({ length: goodMessages }, (_, i) => `${keyOf(0)}#${i}`))
  // Mutated values may still be valid ones; what is not dead-lettered must have been readable.
  const given = new Map(deadLetters.map(({ key, value }) => [String(key), value]))
  expect(given.size).toBe(deadLetters.length)
  for (const [i, value] of broken.entries()) {
    const letter = given.get(`garbage/${i}`)
    if (letter === undefined) expect(() => codec.decode(line[0]!, value!)).not.toThrow()
    else expect(letter).toEqual(value)
  }
  expect(deadLetters.length).toBeGreaterThan(broken.length / 2)
  await Promise.all(running.map((one) => one.drain(5_000)))
  await log.close()
})

/** No value, random bytes, random bytes behind a valid header, and a valid record cut, lengthened or changed in places. */
const brokenValue = (valid: Buffer): fc.Arbitrary<Buffer | null> => {
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((some) => Buffer.from(some))
  const changes = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
  return fc.oneof(
    fc.constant(null),
    bytes(400),
    bytes(400).map((rest) => Buffer.concat([valid.subarray(0, 5), rest])),
    fc.nat(valid.length - 1).map((length) => valid.subarray(0, length)),
    bytes(20).map((more) => Buffer.concat([valid, more])),
    changes.map((list) => {
      const changed = Buffer.from(valid)
      for (const [at, byte] of list) changed[at] = byte
      return changed
    }),
  )
}

const countOf = async (log: Log, topic: string): Promise<number> => {
  let count = 0
  for (let partition = 0; partition < 4; partition++) count += (await log.bounds({ topic, partition })).end
  return count
}

const everything = async (log: Log, topic: string): Promise<LogRecord[]> => {
  const all: LogRecord[] = []
  for (let partition = 0; partition < 4; partition++) {
    const { end } = await log.bounds({ topic, partition })
    for (let offset = 0; offset < end;) {
      const { records, nextOffset } = await log.read({ topic, partition }, offset, { max: 1_000 })
      all.push(...records)
      offset = nextOffset
    }
  }
  return all
}
