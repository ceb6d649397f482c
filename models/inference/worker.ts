/**
 * The thread that runs the encoder. Inference is synchronous native code: on the main thread it would stop heartbeats and timers.
 * One thread, because two of them compete for the same cores and are slower together.
 */
import { basename, dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { AutoModel, AutoTokenizer, env, mean_pooling } from '@xenova/transformers'

export type EncoderOptions = { folder: string; threads: number; maxTokens: number }
export type EncodeRequest = { id: number; texts: readonly string[] }
export type EncodeResponse = { id: number; vectors: Float32Array; dimensions: number } | { id: number; error: string }

const { folder, threads, maxTokens } = workerData as EncoderOptions

env.allowRemoteModels = false
env.allowLocalModels = true
env.useFSCache = false
env.localModelPath = dirname(folder)

const name = basename(folder)
const tokenizer = await AutoTokenizer.from_pretrained(name)
const model = await AutoModel.from_pretrained(name, {
  dtype: 'q8',
  device: 'cpu',
  // Without spinning one text takes 1 ms longer, and a text every 10 ms a third of the processor time: the log needs those cores.
  session_options: { intraOpNumThreads: threads, extra: { session: { intra_op: { allow_spinning: '0' } } } },
})

parentPort!.on('message', async ({ id, texts }: EncodeRequest) => {
  try {
    // The model was trained on at most 256 tokens; its tokenizer's own limit is 512.
    const inputs = tokenizer([...texts], { padding: true, truncation: true, max_length: maxTokens })
    const { last_hidden_state } = await model(inputs)
    const pooled = mean_pooling(last_hidden_state, inputs.attention_mask).normalize(2, -1)
    const vectors = Float32Array.from(pooled.data as Float32Array)
    const answer: EncodeResponse = { id, vectors, dimensions: pooled.dims[1]! }
    parentPort!.postMessage(answer, [vectors.buffer])
  } catch (error) {
    const answer: EncodeResponse = { id, error: error instanceof Error ? error.message : String(error) }
    parentPort!.postMessage(answer)
  }
})
