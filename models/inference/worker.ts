/**
 * The thread that runs the joint model. Inference is synchronous native code: on the main thread it would stop heartbeats and timers.
 * One thread, because two of them compete for the same cores and are slower together.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { openJointModel, type JointOptions, type Reading } from './joint-model.ts'

/** `whole` asks for readings, else for vectors alone. */
export type EncodeRequest = { id: number; texts: readonly string[]; whole: boolean }
export type EncodeResponse = { id: number; readings: (Reading | Pick<Reading, 'vector'>)[] } | { id: number; error: string }

const model = await openJointModel(workerData as JointOptions)

parentPort!.on('message', async ({ id, texts, whole }: EncodeRequest) => {
  try {
    const readings = whole ? await model.read(texts) : await model.embed(texts)
    const answer: EncodeResponse = { id, readings }
    parentPort!.postMessage(
      answer,
      readings.map(({ vector }) => vector.buffer as ArrayBuffer),
    )
  } catch (error) {
    const answer: EncodeResponse = { id, error: error instanceof Error ? error.message : String(error) }
    parentPort!.postMessage(answer)
  }
})
