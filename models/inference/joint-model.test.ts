import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { readHeads } from './heads.ts'
import { openJointModel, type JointModel, type Reading } from './joint-model.ts'

const folder = fileURLToPath(new URL('../hopline-minilm', import.meta.url))
const lines = readFileSync(new URL('tokens.fixture.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text)

describe('openJointModel', () => {
  let model: JointModel
  let alone: Reading[]
  beforeAll(async () => {
    model = await openJointModel({ folder, threads: 2, types: (await readHeads(folder)).entities })
    alone = []
    for (const text of texts) alone.push(...(await model.read([text])))
  }, 120_000)

  it.each([8, 32])(
    `reads each of ${texts.length} texts the same to the bit alone and in padded batches of %d`,
    async (size) => {
      for (let at = 0; at < texts.length; at += size) {
        const together = await model.read(texts.slice(at, at + size))
        together.forEach((reading, i) => expect(reading, texts[at + i]!.slice(0, 80)).toEqual(alone[at + i]))
      }
    },
    120_000,
  )

  it('gives the same vector where nothing else is asked for', async () => {
    const some = texts.slice(0, 8)
    expect((await model.embed(some)).map(({ vector }) => vector)).toEqual(alone.slice(0, 8).map(({ vector }) => vector))
  })

  it('finds things that lie in the text, in order and apart', () => {
    alone.forEach(({ spans }, i) => {
      let end = 0
      for (const span of spans) {
        expect(span.start).toBeGreaterThanOrEqual(end)
        expect(span.end).toBeGreaterThan(span.start)
        end = span.end
      }
      expect(end).toBeLessThanOrEqual(texts[i]!.length)
    })
  })
})
