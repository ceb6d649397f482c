/** A document as it comes through the API, as a revision. */
import type { Revision } from '../../schemas/index.ts'
import { refusalOf } from './convert.ts'
import type { Converter } from './converter.ts'
import { Unreadable } from './formats/unreadable.ts'
import { mediaTypeOf, revisionOf, type Ingested } from './revision.ts'

/** Its text, or a file whose text is to be read; the id tells the format where no media type does. */
export type Incoming = Ingested | (Omit<Ingested, 'text' | 'sourceType' | 'hidden'> & { content: Uint8Array })

/** The revision of a document, or a sentence that says why it can't be one. */
export const ingest = async (document: Incoming, converter: Converter): Promise<Revision | { unreadable: string }> => {
  if (!('content' in document)) {
    const { mediaType = mediaTypeOf(document.document), sourceType = '', text } = document
    const refusal = refusalOf({ text, mediaType, sourceType })
    return refusal ? { unreadable: `${document.document} ${refusal}` } : revisionOf(document)
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
