/** heads.json and lexical.bin of a model folder: what the outputs of the joint model mean, and how logits become decisions. Training writes them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const headsSchema = z.object({
  /** The labels of the intent logits, in their order. */
  intents: z.array(z.string()).min(1),
  /** The types of the entity tags, in their order. */
  entities: z.array(z.string()).min(1),
  /** Divides logits before the softmax; logits are here those of the encoder plus the weighed scores of the lexical model. */
  temperature: z.number().positive(),
  /** In scope with the probability sigmoid(slope × highest logit + offset), and rejected below the threshold. */
  scope: z.object({ slope: z.number(), offset: z.number(), threshold: z.number().min(0).max(1) }),
  /** When a clause's intent counts beside the strongest: chance of the whole message's logit, and score of the clause alone, at least. */
  several: z.object({ whole: z.number().min(0).max(1), clause: z.number().min(0).max(1) }),
  /** The linear model on words and letters whose scores are added to the logits, times `weight`; its table is lexical.bin. */
  lexical: z.object({
    weight: z.number(),
    words: z.number().int().positive(),
    letters: z.number().int().positive(),
    longest: z.number().int().positive(),
    scales: z.array(z.number()),
    bias: z.array(z.number()),
  }),
})

export type Heads = z.infer<typeof headsSchema> & {
  /** lexical.bin, whose form `lexical` describes. */
  readonly lexicalTable: Uint8Array
}

/** @throws Error where a file is missing or not of this form */
export const readHeads = async (folder: string): Promise<Heads> => {
  const path = join(folder, 'heads.json')
  const parsed = headsSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
  if (parsed.success) return { ...parsed.data, lexicalTable: await readFile(join(folder, 'lexical.bin')) }
  const [issue] = parsed.error.issues
  throw new Error(`${path}: ${issue?.path.join('.')}: ${issue?.message}. Restore the file from the repository, or export the model anew.`)
}
