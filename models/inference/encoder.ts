/** What a local model understands of texts: one worker thread behind one queue. */
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { openQueue } from './batching.ts'
import { readHeads, type Heads } from './heads.ts'
import type { JointOptions, Reading } from './joint-model.ts'
import { verifyModel } from './manifest.ts'
import type { EncodeRequest, EncodeResponse } from './worker.ts'

export type Encoder = {
  /** Name and digest: vectors of different names must not be compared. */
  readonly name: string
  readonly dimensions: number
  /** What the logits and the types of `read` mean. */
  readonly heads: Heads
  /**
   * Unit vectors of texts, in their order; the same to the bit whatever is embedded beside them. Texts are cut at 256 tokens.
   * `bulk` work (a knowledge import) waits while there is other work.
   * @throws Error where the encoder's thread ended; the next call starts a new one
   */
  embed(texts: readonly string[], options?: { bulk?: boolean }): Promise<Float32Array[]>
  /** The vector, the intents' logits and the named things of each text, from one pass of the model. Cut and thrown like `embed`. */
  read(texts: readonly string[]): Promise<Reading[]>
  close(): Promise<void>
}

const spawnThread = (workerData: JointOptions): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), { workerData, name: 'encoder' })

/**
 * Opens the encoder of a model folder, after its files were checked against models/manifest.json. Uses no network.
 * @param options.threads cores that one batch may use; by default all, at most 4
 * @throws Error where the folder's files are missing or not those of the manifest, or can not be loaded
 */
export const openEncoder = async (options: { folder: string; threads?: number }, spawn = spawnThread): Promise<Encoder> => {
  const folder = resolve(options.folder)
  const name = await verifyModel(folder)
  const heads = await readHeads(folder)
  const workerData: JointOptions = { folder, threads: options.threads ?? Math.min(4, availableParallelism()), types: heads.entities }

  let closed = false
  let worker: Worker | null = null
  let waiting: { id: number; settle: (response: EncodeResponse) => void; fail: (error: Error) => void } | null = null
  let id = 0

  const start = (): Worker => {
    const started = spawn(workerData)
    const gone = (reason: string) => {
      if (worker !== started) return
      worker = null
      waiting?.fail(new Error(`The encoder's thread ended (${reason}). Its texts were not embedded; the next call starts it anew.`))
      waiting = null
    }
    started.on('error', (error) => gone(error.message))
    started.on('exit', (code) => gone(`exit code ${code}`))
    started.on('message', (response: EncodeResponse) => {
      if (waiting?.id !== response.id) return
      const { settle } = waiting
      waiting = null
      settle(response)
    })
    return started
  }

  const run = (texts: readonly string[], whole: boolean): Promise<(Reading | Pick<Reading, 'vector'>)[]> =>
    new Promise((settled, failed) => {
      if (closed) return failed(new Error('The encoder is closed.'))
      worker ??= start()
      worker.ref()
      const settle = (response: EncodeResponse) => {
        worker?.unref()
        if ('error' in response) failed(new Error(`The encoder failed on a batch of ${texts.length} texts: ${response.error}`))
        else settled(response.readings)
      }
      waiting = { id: ++id, settle, fail: failed }
      const request: EncodeRequest = { id, texts, whole }
      worker.postMessage(request)
    })

  const ask = openQueue(run)
  const [probe] = await ask(['ready'])

  return {
    name,
    heads,
    dimensions: probe!.vector.length,
    embed: async (texts, { bulk = false } = {}) => (await ask(texts, { bulk })).map(({ vector }) => vector),
    read: async (texts) => (await ask(texts, { whole: true })) as Reading[],
    async close() {
      closed = true
      await worker?.terminate()
    },
  }
}
