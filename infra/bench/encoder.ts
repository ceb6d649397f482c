/**
 * `hopline bench encoder`: texts per second of the encoder on short texts, beside Python's onnxruntime on the same file. They take turns,
 * so that what else the machine does falls on both.
 */
import { join } from 'node:path'
import { notice } from '../../main/output.ts'
import { root } from '../../main/settings.ts'
import { openJointModel } from '../../models/inference/joint-model.ts'
import { readHeads } from '../../models/inference/heads.ts'
import { shippedModel } from '../../models/inference/manifest.ts'
import { Missing } from '../local/missing.ts'
import { findPythonOnnxruntime } from '../local/python-onnxruntime.ts'
import { startChild, type Child } from './child.ts'
import { messages } from './messages.ts'
import { against, median, type Row } from './report.ts'

const folder = join(root, 'models', shippedModel)
const threads = 2
const rounds = 5
const seconds = 1

type Rate = (size: number) => Promise<number>

const ours = async (): Promise<{ embed: Rate; read: Rate }> => {
  const model = await openJointModel({ folder, threads, types: (await readHeads(folder)).entities })
  const rate =
    (run: (texts: readonly string[]) => Promise<unknown>): Rate =>
    async (size) => {
      const began = performance.now()
      let done = 0
      for (; performance.now() - began < seconds * 1_000; done += size)
        await run(Array.from({ length: size }, (_, i) => messages[(done + i) % messages.length]!))
      return done / ((performance.now() - began) / 1_000)
    }
  return { embed: rate(model.embed), read: rate(model.read) }
}

/** A peer in Python, or null where it can't be had; why is said. */
const peer = async (what: string, start: () => Promise<Child>): Promise<{ rate: Rate; stop(): Promise<void> } | null> => {
  try {
    const child = await start()
    return { rate: async (size) => Number(await child.ask(JSON.stringify({ texts: messages, size, seconds }))), stop: () => child.stop() }
  } catch (error) {
    const why = error instanceof Missing ? error.message : String(error instanceof Error ? error.message.split('\n').at(-2) : error)
    notice(`Left out: ${what}. ${why}`)
    return null
  }
}

const script = join(import.meta.dirname, 'encoder/peer.py')

/** @param torch a Python with sentence-transformers, and the folder of its model; left out where it is not given */
export const encoder = async (torch: { python: string; model: string } | null): Promise<Row[]> => {
  const { embed, read } = await ours()
  const peers = {
    'Python onnxruntime': await peer('Python onnxruntime', async () =>
      startChild(await findPythonOnnxruntime(), [script, folder, 'onnxruntime']),
    ),
    'sentence-transformers': torch
      ? await peer('sentence-transformers', () => startChild(torch.python, [script, folder, 'sentence-transformers', torch.model]))
      : null,
  }
  const rows: Row[] = []
  try {
    for (const size of [1, 8, 32]) {
      const rates = new Map<string, number[]>()
      const measure = async (what: string, rate: Rate) => rates.set(what, [...(rates.get(what) ?? []), await rate(size)])
      for (let round = 0; round < rounds; round++) {
        await measure('ours', embed)
        for (const [name, one] of Object.entries(peers)) if (one) await measure(name, one.rate)
        await measure('read', read)
      }
      const of = (what: string) => median(rates.get(what)!)
      const [vectors, readings] = [`vectors, batches of ${size}`, `readings, batches of ${size}`]
      for (const [name, one] of Object.entries(peers)) if (one) rows.push(against(vectors, 'texts/s', of('ours'), name, of(name), 'higher'))
      if (!peers['Python onnxruntime']) rows.push({ what: vectors, value: of('ours'), unit: 'texts/s' })
      rows.push({ what: readings, value: of('read'), unit: 'texts/s' })
    }
  } finally {
    for (const one of Object.values(peers)) await one?.stop()
  }
  return rows
}
