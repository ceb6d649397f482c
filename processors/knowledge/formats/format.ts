/** Which formats documents come in, how one is told from a name and a media type, and how the text of a file is decoded. */

export const formats = ['markdown', 'plain', 'html', 'pdf', 'docx', 'csv', 'openapi'] as const
export type Format = (typeof formats)[number]

/** The media type that a format is noted by. */
export const mediaTypes: Readonly<Record<Format, string>> = {
  markdown: 'text/markdown',
  plain: 'text/plain',
  html: 'text/html',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  csv: 'text/csv',
  openapi: 'application/vnd.oai.openapi',
}

/** More ways to say the same. JSON and YAML are read where they hold an OpenAPI description. */
const alsoNamed: Readonly<Record<string, Format>> = {
  'text/x-markdown': 'markdown',
  'application/xhtml+xml': 'html',
  'application/csv': 'csv',
  'application/json': 'openapi',
  'application/yaml': 'openapi',
  'application/x-yaml': 'openapi',
  'text/yaml': 'openapi',
  'text/x-yaml': 'openapi',
  'application/vnd.oai.openapi+json': 'openapi',
  'application/openapi+json': 'openapi',
  'application/openapi+yaml': 'openapi',
}

const endings: readonly [RegExp, Format][] = [
  [/\.(md|markdown)$/i, 'markdown'],
  [/\.(txt|log)$/i, 'plain'],
  [/\.(html?|xhtml)$/i, 'html'],
  [/\.pdf$/i, 'pdf'],
  [/\.docx$/i, 'docx'],
  [/\.csv$/i, 'csv'],
  [/\.(ya?ml|json)$/i, 'openapi'],
]

/** A file's name may hold the marks that end the path of an address. */
export const withoutQuery = (name: string): string => (/^https?:/i.test(name) ? name.split(/[?#]/)[0]! : name)

const byEnding = (name: string): Format | null => endings.find(([ending]) => ending.test(name))?.[1] ?? null

/**
 * The format of a file; null where it is none that can be read. A media type decides, unless it says no more than that it is text or bytes,
 * as many servers do of Markdown.
 * @param mediaType with or without parameters
 */
export const formatOf = (name: string, mediaType?: string): Format | null => {
  const type = mediaType?.split(';')[0]!.trim().toLowerCase() ?? ''
  const path = withoutQuery(name)
  if (type === '' || type === 'application/octet-stream' || type === 'binary/octet-stream') return byEnding(path)
  if (type === 'text/plain') return byEnding(path) ?? 'plain'
  return formats.find((format) => mediaTypes[format] === type) ?? alsoNamed[type] ?? null
}

/**
 * The text of a file: by its byte order mark, else by the charset of its media type or of its own `<meta>`, else UTF-8. A mark of UTF-8 stays
 * in the text, so that places in it are places in the file.
 */
export const decodeText = (content: Uint8Array, mediaType = ''): string => {
  const [first, second] = content
  const marked = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null
  const told = /charset\s*=\s*["']?([\w-]+)/i.exec(mediaType)?.[1]
  const meta = /^text\/html|xhtml/i.test(mediaType)
    ? /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)/i.exec(Buffer.from(content.subarray(0, 2_048)).toString('latin1'))?.[1]
    : undefined
  try {
    return new TextDecoder(marked ?? told ?? meta ?? 'utf-8', { ignoreBOM: marked === null }).decode(content)
  } catch {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(content)
  }
}
