import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import entities from '../catalogue/entities.json' with { type: 'json' }
import intents from '../catalogue/intents.json' with { type: 'json' }
import { openEncoder, type Encoder } from './encoder.ts'
import type { Reading } from './joint-model.ts'

const models = fileURLToPath(new URL('..', import.meta.url))
const folder = join(models, 'hopline-minilm')
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)

describe('openEncoder', () => {
  let encoder: Encoder
  beforeAll(async () => void (encoder = await openEncoder({ folder })))
  afterAll(() => encoder.close())

  it('is named after the model and the digest of its weights', () => {
    expect(encoder.name).toMatch(/^hopline-minilm@[0-9a-f]{12}$/)
    expect(encoder.dimensions).toBe(384)
  })

  it('puts texts that mean the same near each other, as unit vectors', async () => {
    const [killed, memory, lunch] = await encoder.embed(['the pod was OOMKilled', 'the container ran out of memory', 'what is for lunch'])
    expect(Math.hypot(...killed!)).toBeCloseTo(1, 5)
    expect(dot(killed!, memory!)).toBeGreaterThan(dot(killed!, lunch!) + 0.2)
  })

  it('reads from one pass what a message asks for, what it names, and its vector', async () => {
    const text = 'restart checkout-api in prod please'
    const [{ vector, intents, spans }] = (await encoder.read([text])) as [Reading]
    expect([vector]).toEqual(await encoder.embed([text]))
    expect(intents).toHaveLength(encoder.heads.intents.length)
    expect(encoder.heads.intents[intents.indexOf(Math.max(...intents))]).toBe('restart_service')
    expect(spans.map(({ type, start, end }) => [type, text.slice(start, end)])).toContainEqual(['service', 'checkout-api'])
  })

  it('has heads for the catalogue, in its order', () => {
    expect(encoder.heads.intents).toEqual(intents.intents.map(({ label }) => label).filter((label) => label !== 'out_of_scope'))
    expect(encoder.heads.entities).toEqual(entities.entities.map(({ type }) => type))
  })

  it('cuts a text at 256 tokens', async () => {
    const base = 'disk '.repeat(254)
    const [cut, longer] = await Promise.all([encoder.embed([base]), encoder.embed([`${base} and then quite other words`])])
    expect(dot(cut[0]!, longer[0]!)).toBeGreaterThan(0.99)
  })

  it('refuses a model whose file is not the one of the manifest, and names both', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'hopline-models-'))
    try {
      await cp(join(models, 'manifest.json'), join(copy, 'manifest.json'))
      await cp(folder, join(copy, 'hopline-minilm'), { recursive: true })
      await writeFile(join(copy, 'hopline-minilm/config.json'), '{}')
      await expect(openEncoder({ folder: join(copy, 'hopline-minilm') })).rejects.toThrow(/config\.json has the sha256 44136fa355b3/)
      await expect(openEncoder({ folder: join(copy, 'other') })).rejects.toThrow(/not listed/)
    } finally {
      await rm(copy, { recursive: true })
    }
  })

  it('rejects what its thread was working on when it ended, and starts a new one for the next call', async () => {
    const threads: Worker[] = []
    const fragile = await openEncoder({ folder }, (workerData) => {
      threads.push(new Worker(new URL('./worker.ts', import.meta.url), { workerData }))
      return threads.at(-1)!
    })
    const lost = fragile.embed(['lost'])
    await Promise.all([threads[0]!.terminate(), expect(lost).rejects.toThrow(/thread ended/)])
    expect(await fragile.embed(['found'])).toHaveLength(1)
    expect(threads).toHaveLength(2)
    await fragile.close()
  })

  it('refuses work after it was closed', async () => {
    const second = await openEncoder({ folder })
    await second.close()
    await expect(second.embed(['x'])).rejects.toThrow('closed')
  })
})
