/** A document as it comes through the API, as a revision. */
import type { Revision } from '../../schemas/index.ts'
import { tooMuch } from './convert.ts'
import type { Converter } from './converter.ts'
import { Unreadable } from './formats/unreadable.ts'
import { revisionOf, type Ingested } from './revision.ts'

/** Its text, or a file whose text is to be read; the id tells the format where no media type does. */
export type Incoming = Ingested | (Omit<Ingested, 'text' | 'sourceType' | 'hidden'> & { content: Uint8Array })

/** The revision of a document, or a sentence that says why its file can't be read. */
export const ingest = async (document: Incoming, converter: Converter): Promise<Revision | { unreadable: string }> => {
  if (!('content' in document)) {
    const revision = revisionOf(document)
    const problem = tooMuch(revision)
    return problem ? { unreadable: `${document.document} ${problem}` } : revision
  }
  const { content, mediaType, ...about } = document
  try {
    const converted = await converter.convert({ name: document.document, content, ...(mediaType ? { mediaType } : {}) })
    return revisionOf({ ...about, ...converted })
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message }
    throw error
  }
}
