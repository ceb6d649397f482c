/** models/manifest.json: what ships, from where, under which licence, with which digests. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

type Entry = {
  name: string
  licence: string
  provenance: string
  /** The file whose digest is the version of the model. */
  weights: string
  files: Readonly<Record<string, string>>
}

/** The model that ships and runs: its folder beside the manifest. */
export const shippedModel = 'hopline-minilm'

/** @throws Error where the folder is not in the manifest beside it */
const entryOf = async (folder: string): Promise<{ entry: Entry; manifest: string }> => {
  const manifest = join(dirname(folder), 'manifest.json')
  const text = await readFile(manifest, 'utf8').catch((cause: unknown) => {
    throw new Error(`There is no ${manifest}. Set HOPLINE_MODELS to the folder of the models.`, { cause })
  })
  const { models } = JSON.parse(text) as { models: readonly Entry[] }
  const entry = models.find(({ name }) => name === basename(folder))
  if (!entry) throw new Error(`The model folder ${folder} is not listed in ${manifest}. Add its files with their sha256 there.`)
  return { entry, manifest }
}

/** How large the weights of a model are on disk. */
export const weightsBytes = async (folder: string): Promise<number> => {
  const { entry } = await entryOf(folder)
  return (await stat(join(folder, entry.weights))).size
}

/**
 * Checks every file of a model folder against the manifest beside the folder.
 * @returns `<name>@<first 12 hexadecimal digits of the sha256 of the weights>`
 * @throws Error where the folder is not in the manifest, or a file is missing or differs
 */
export const verifyModel = async (folder: string): Promise<string> => {
  const { entry, manifest } = await entryOf(folder)
  for (const [file, expected] of Object.entries(entry.files)) {
    const path = join(folder, file)
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new Error(`The model file ${path} can not be read. Restore it from the repository.`, { cause })
    })
    const found = createHash('sha256').update(bytes).digest('hex')
    if (found !== expected)
      throw new Error(`The model file ${path} has the sha256 ${found}, but ${manifest} says ${expected}. Restore the file.`)
  }
  return `${entry.name}@${entry.files[entry.weights]!.slice(0, 12)}`
}
