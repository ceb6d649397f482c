/** Reads what sources hold into documents as the API takes them: text, what it was made from, and who may read it. */
import { Unreadable } from '../processors/knowledge/formats/unreadable.ts'
import { mediaTypes } from '../processors/knowledge/formats/format.ts'
import { openConverter, type Converter } from '../processors/knowledge/converter.ts'
import { nobody, statedReaders } from '../processors/knowledge/revision.ts'
import { CommandError, progressBar } from './output.ts'
import { openFiles, readable } from './sources/files.ts'
import type { Item, Source } from './sources/source.ts'

export type Document = {
  document: string
  text: string
  mediaType?: string
  source: string
  sourceType?: string
  hidden?: number
  access?: readonly string[]
}

export type ReadAll = {
  documents: Document[]
  /** What is no document though it looked like one, each with a sentence why. */
  leftOut: string[]
}

/**
 * Reads every item of the sources, then closes them.
 * @param options.access readers of all of them, whatever they or rules say
 * @throws CommandError where a file that was named for itself can't be read, and where nothing can be
 */
export const readSources = async (sources: readonly Source[], options: { access?: readonly string[] } = {}): Promise<ReadAll> => {
  const converter = openConverter()
  const bar = progressBar('Reading documents')
  const total = sources.reduce((sum, { items }) => sum + items.length, 0)
  const documents = new Map<string, Document>()
  const leftOut: string[] = []
  let done = 0
  try {
    for (const source of sources) {
      if (source.rules?.problem)
        leftOut.push(`The access rules of ${source.name} can't be read: ${source.rules.problem}. Nobody may read its documents.`)
      for (const item of source.items) {
        const read = await readItem(item, source, options.access ?? [], converter)
        const twin = 'text' in read && documents.get(read.document)
        if (twin)
          throw new CommandError(
            `${twin.source} and ${item.source} would both be the document ${item.document}. Add them from the folder above.`,
            2,
          )
        if ('text' in read) documents.set(read.document, read)
        else if (source.single) throw new CommandError(read.why, 2)
        else if (!item.unsure) leftOut.push(`Left out: ${read.why}`)
        bar.update(++done, total)
      }
    }
  } finally {
    bar.end()
    await Promise.all([converter.close(), ...sources.map((source) => source.close())])
  }
  if (documents.size === 0)
    throw new CommandError(`${sources.map(({ name }) => name).join(', ')}: nothing there can be read. These can: ${readable}.`, 2)
  return { documents: [...documents.values()], leftOut }
}

/** The documents of a folder or file as they lie there, for `ask --knowledge`, `eval` and what is taken in at the start. */
export const readFolder = async (path: string): Promise<ReadAll> => readSources([await openFiles(path)])

const readItem = async (
  item: Item,
  { rules }: Source,
  access: readonly string[],
  converter: Converter,
): Promise<Document | { why: string }> => {
  const { document, source, path, mediaType } = item
  try {
    const content = await item.read()
    const { text, ...made } = await converter.convert({ name: source, content, ...(mediaType ? { mediaType } : {}) })
    const readers =
      access.length > 0 ? access : rules?.problem ? nobody : readersOf(made.mediaType === mediaTypes.markdown ? text : '', path, rules)
    return {
      ...{ document, text, source, mediaType: made.mediaType },
      ...(made.sourceType ? { sourceType: made.sourceType } : {}),
      ...(made.hidden > 0 ? { hidden: made.hidden } : {}),
      ...(readers.length > 0 ? { access: readers } : {}),
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { why: error.message }
  }
}

/** What a document says of itself goes before the rules of its folder; the knowledge base reads it there. */
const readersOf = (text: string, path: string, rules: Source['rules']): readonly string[] =>
  statedReaders(text) ? [] : (rules?.readersOf(path) ?? [])
