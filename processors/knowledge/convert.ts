/** The text of a file in any of the formats: what is kept as a revision, and what places in it refer to. */
import { chunk } from './chunk.ts'
import { decodeText, formatOf, mediaTypes, type Format } from './formats/format.ts'
import { Unreadable } from './formats/unreadable.ts'
import { countUnseen, withoutUnseen } from './hidden.ts'

export type File = {
  /** Path or address; its ending tells the format where the media type does not. */
  name: string
  content: Uint8Array
  mediaType?: string
}

export type Converted = {
  text: string
  mediaType: 'text/markdown' | 'text/plain'
  /** Media type of the file where its text was made; empty where it is the text. */
  sourceType: string
  /** Hidden passages that were left out on the way. */
  hidden: number
}

/** Largest file that is read, in bytes. */
export const mostBytes = 50 << 20
/** Longest text, in UTF-16 code units. */
export const mostCharacters = 2_000_000

/**
 * Reads a file. Markdown and plain text stay as they are, so that places in the text are places in the file; all else becomes Markdown.
 * @throws Unreadable with a sentence that begins with the file's name
 */
export const convert = async (file: File): Promise<Converted> => {
  const { name, content } = file
  const format = checkedFormat(file)
  const made = format === 'markdown' || format === 'plain' ? { text: decoded(file), hidden: 0 } : await textOf(format, file)
  if (made.text.trim() === '') throw new Unreadable(`${name} ${content.length === 0 ? 'is empty' : 'holds no text'}.`)
  if (made.text.length > mostCharacters)
    throw new Unreadable(`${name} has ${made.text.length} characters; a document has ${mostCharacters} at most. Split it.`)
  const converted: Converted = {
    ...made,
    mediaType: format === 'plain' ? 'text/plain' : 'text/markdown',
    sourceType: format === 'markdown' || format === 'plain' ? '' : mediaTypes[format],
  }
  const refusal = refusalOf(converted)
  if (refusal) throw new Unreadable(`${name} ${refusal}`)
  return converted
}

/**
 * What a file is, before anything of it is read.
 * @throws Unreadable where it is nothing that can be read, or too large
 */
export const checkedFormat = ({ name, content, mediaType }: File): Format => {
  const format = formatOf(name, mediaType)
  if (!format)
    throw new Unreadable(
      `${name} is ${mediaType ? `of the type ${mediaType.split(';')[0]}` : 'of no known type'}; Markdown, text, HTML, PDF, DOCX, CSV and OpenAPI can be read.`,
    )
  if (content.length > mostBytes) throw new Unreadable(`${name} has ${content.length >> 20} MiB; ${mostBytes >> 20} can be read. Split it.`)
  return format
}

const decoded = ({ name, content, mediaType }: File): string => {
  const text = decodeText(content, mediaType)
  if (text.includes('\0')) throw new Unreadable(`${name} is no text file.`)
  return text
}

/** Parsers are loaded with the first file that needs them: together they take a fifth of a second. */
const textOf = async (format: Exclude<Format, 'markdown' | 'plain'>, file: File): Promise<{ text: string; hidden: number }> => {
  const { name, content } = file
  switch (format) {
    case 'html': {
      const { htmlToMarkdown } = await import('./formats/html.ts')
      const { markdown, hidden } = htmlToMarkdown(decoded({ ...file, mediaType: file.mediaType ?? 'text/html' }))
      return { text: markdown, hidden }
    }
    case 'docx': {
      const { docxToMarkdown } = await import('./formats/docx.ts')
      const { markdown, hidden } = await docxToMarkdown(name, content)
      return { text: markdown, hidden }
    }
    case 'pdf':
      return unseen(await (await import('./formats/pdf.ts')).pdfToMarkdown(name, content))
    case 'csv':
      return unseen((await import('./formats/csv.ts')).csvToMarkdown(name, decoded(file)))
    case 'openapi': {
      const text = (await import('./formats/openapi.ts')).openapiToMarkdown(name, decoded(file))
      if (text === null) throw new Unreadable(`${name} is no OpenAPI description; other YAML and JSON files are not read.`)
      return unseen(text)
    }
  }
}

const unseen = (text: string) => ({ text: withoutUnseen(text), hidden: countUnseen(text) })

/** What the record of a document's chunks may take, below the 8 MiB of its topic. */
const mostRecordBytes = 7_500_000
/** Texts below this fit whatever they hold. */
const surelyFits = 100_000
/** A line of this many marks of quotes and list items, one within the other: the parser would end for want of stack. */
const deep = /^[ \t]*(?:(?:>|[+*-](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]{0,4}){64}/m

/** Why a text can't be a document, as the end of a sentence: it is nested too deep, or its chunks with their vectors do not fit into one record. */
export const refusalOf = ({ text, mediaType, sourceType }: { text: string; mediaType: string; sourceType: string }): string | null => {
  if (mediaType === 'text/markdown' && deep.test(text)) return 'has a line with more than 64 quotes or lists within each other.'
  if (text.length < surelyFits) return null
  let bytes = 0
  for (const piece of chunk({ document: '', title: '', text, mediaType, sourceType })) {
    // 384 dimensions: four bytes each for a chunk, one for a sentence.
    bytes += 1_600 + Buffer.byteLength(piece.text) + piece.headings.join().length + piece.sentences.length * 400
  }
  return bytes > mostRecordBytes ? `holds more than one document can, some ${Math.round(bytes / 1e6)} MB with its vectors. Split it.` : null
}
