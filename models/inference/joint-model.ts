/** The joint model in this thread: one pass gives the sentence vector, the logits of the intents and the named things of a text. */
import { basename, dirname } from 'node:path'
import { AutoModel, AutoTokenizer, env, Tensor } from '@xenova/transformers'
import { spansOf, type Span } from './spans.ts'
import { openTokeniser, type Tokens } from './tokens.ts'

export type JointOptions = { folder: string; threads: number; types: readonly string[] }

/** What one pass makes of a text. `vector` has length 1; `intents` are logits in the order of heads.json; spans are in order and do not overlap. */
export type Reading = { vector: Float32Array; intents: Float32Array; spans: Span[] }

export type JointModel = {
  /** The vectors alone, which costs less than reading. */
  embed(texts: readonly string[]): Promise<Pick<Reading, 'vector'>[]>
  read(texts: readonly string[]): Promise<Reading[]>
}

/** As much of an ONNX Runtime session as is used: with the outputs named, no other is computed into JavaScript. */
type Session = {
  run(inputs: Record<string, Tensor['ort_tensor']>, outputs: readonly string[]): Promise<Record<string, { data: unknown }>>
}

/** @param options.folder with the tokenizer, config.json and onnx/model_quantized.onnx; nothing is fetched from elsewhere */
export const openJointModel = async ({ folder, threads, types }: JointOptions): Promise<JointModel> => {
  env.allowRemoteModels = false
  env.allowLocalModels = true
  env.useFSCache = false
  env.localModelPath = dirname(folder)
  const name = basename(folder)
  const tokensOf = openTokeniser((await AutoTokenizer.from_pretrained(name)).get_vocab())
  const model = await AutoModel.from_pretrained(name, {
    dtype: 'q8',
    device: 'cpu',
    // Without spinning one text takes 1 ms longer, and a text every 10 ms a third of the processor time: the log needs those cores.
    session_options: { intraOpNumThreads: threads, extra: { session: { intra_op: { allow_spinning: '0' } } } },
  })
  const session = model.sessions['model'] as Session

  const run = async (batch: readonly Tokens[], outputs: readonly string[]) => {
    const length = Math.max(...batch.map(({ ids }) => ids.length))
    const inputs = new Map(['input_ids', 'attention_mask', 'shapes'].map((input) => [input, new BigInt64Array(batch.length * length)]))
    batch.forEach(({ ids, shapes }, row) =>
      ids.forEach((id, i) => {
        inputs.get('input_ids')![row * length + i] = BigInt(id)
        inputs.get('attention_mask')![row * length + i] = 1n
        inputs.get('shapes')![row * length + i] = BigInt(shapes[i]!)
      }),
    )
    const tensors = [...inputs].map(([input, data]) => [input, new Tensor('int64', data, [batch.length, length]).ort_tensor])
    const made = await session.run(Object.fromEntries(tensors), outputs)
    /** The part of an output that is of one text. */
    return (output: string, row: number): Float32Array => {
      const data = made[output]!.data as Float32Array
      const size = data.length / batch.length
      return data.slice(row * size, (row + 1) * size)
    }
  }

  return {
    async embed(texts) {
      const of = await run(texts.map(tokensOf), ['vector'])
      return texts.map((_, row) => ({ vector: of('vector', row) }))
    },
    async read(texts) {
      const batch = texts.map(tokensOf)
      const of = await run(batch, ['vector', 'intents', 'entities'])
      return batch.map((tokens, row) => ({
        vector: of('vector', row),
        intents: of('intents', row),
        spans: spansOf(of('entities', row), tokens, types),
      }))
    },
  }
}
