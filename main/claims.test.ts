import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEncoder, type Encoder } from '../models/inference/encoder.ts'
import { shippedModel } from '../models/inference/manifest.ts'
import claims from '../processors/generation/grounding/claims.json' with { type: 'json' }
import { groundSentence } from '../processors/generation/grounding/ground.ts'
import { sourceOf, wordingOf } from '../processors/generation/grounding/source.ts'
import { terms } from '../processors/generation/terms.ts'
import { chunk } from '../processors/knowledge/chunk.ts'
import { int8Bytes, type Passage } from '../schemas/index.ts'
import { root } from './settings.ts'

/** Grounding with the shipped encoder and shipped runbooks. The thresholds were tuned on these sentences: they hold the line, and prove nothing more. */
describe('claims about shipped runbooks', () => {
  let encoder: Encoder
  beforeAll(async () => void (encoder = await openEncoder({ folder: join(root, 'models', shippedModel) })))
  afterAll(() => encoder.close())

  const passagesOf = async (document: string): Promise<Passage[]> => {
    const text = await readFile(join(root, 'knowledge', document), 'utf8')
    const title = /^title: (.*)$/m.exec(text)![1]!
    const pieces = chunk({ document, title, text, mediaType: 'text/markdown' })
    const spans = pieces.flatMap(({ sentences }) => sentences.filter(({ code }) => !code))
    const vectors = await encoder.embed(spans.map(({ start, end }) => text.slice(start, end)), { bulk: true }) // prettier-ignore
    const vectorOf = new Map(spans.map((span, i) => [span, int8Bytes(vectors[i]!)]))
    return pieces.map(({ id, headings, text: own, start, end, sentences }) => ({
      ...{ chunk: id, document, revision: 'r', title, headings, text: own, start, end, score: 1 },
      sentences: sentences.map((span) => ({ start: span.start, end: span.end, vector: vectorOf.get(span) ?? Buffer.alloc(0) })),
    }))
  }

  it('passes most of what a runbook says in other words, and little of what is near and wrong', async () => {
    const passed = { holds: 0, wrong: 0 }
    const all = { holds: 0, wrong: 0 }
    for (const { document, question: text, holds, wrong } of claims) {
      const passages = await passagesOf(document)
      const sources = new Map(passages.map((passage, i) => [i + 1, sourceOf(passage, i + 1, true)]))
      const [asked] = await encoder.embed([text])
      const question = { wording: wordingOf(text), terms: terms(text), vector: asked! }
      for (const [kind, sentences] of [
        ['holds', holds],
        ['wrong', wrong],
      ] as const) {
        // prettier-ignore
        const vectors = await encoder.embed(sentences)
        all[kind] += sentences.length
        passed[kind] += sentences.filter((sentence, i) =>
          // As if the model cited the passage that fits best.
          sources.keys().some((n) => groundSentence({ kind: 'sentence', marker: null, opensLine: true, text: sentence, cites: [n] }, vectors[i]!, sources, question).ok),
        ).length // prettier-ignore
      }
    }
    expect(all).toEqual({ holds: 40, wrong: 40 })
    expect(passed.holds / all.holds).toBeGreaterThanOrEqual(0.9)
    expect(passed.wrong / all.wrong).toBeLessThanOrEqual(0.075)
  })
})
