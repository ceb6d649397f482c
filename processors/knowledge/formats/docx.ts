/** The text of a Word document, as Markdown by way of HTML. The only import of mammoth. */
import mammoth from 'mammoth'
import { htmlToMarkdown } from './html.ts'
import { Unreadable } from './unreadable.ts'
import { readZip, writeZip, ZipProblem } from './zip.ts'

const mostBytes = 128 << 20

/** Word has no style for code of its own; these are what editors and converters call theirs. */
const styleMap = [
  ...['Code', 'Source Code', 'HTML Preformatted', 'Preformatted Text', 'Macro Text'].map(
    (name) => `p[style-name='${name}'] => pre:separator('\\n')`,
  ),
  ...['HTML Code', 'Source Text', 'Code Char', 'Verbatim Char', 'Inline Code'].map((name) => `r[style-name='${name}'] => code`),
  "p[style-name='Subtitle'] => p:fresh",
]

/**
 * Pictures and comments of reviewers are left out, and text that is formatted as hidden, which is counted.
 * @throws Unreadable where it is no DOCX, unpacks to too much, or holds no text
 */
export const docxToMarkdown = async (name: string, content: Uint8Array): Promise<{ markdown: string; hidden: number }> => {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  if (bytes.readUInt32BE(0) === 0xd0cf11e0)
    throw new Unreadable(`${name} is locked with a password or in the format of Word 97; save it as DOCX without a password.`)
  try {
    const parts = readZip(bytes, (part) => /\.(xml|rels)$/.test(part), mostBytes)
    if (!parts.has('[Content_Types].xml') || ![...parts.keys()].some((part) => part.startsWith('word/')))
      throw new ZipProblem('is a ZIP file, but holds no Word document')
    const hidden = dropHidden(parts)
    const { value } = await mammoth.convertToHtml(
      { buffer: writeZip(parts) },
      { styleMap, externalFileAccess: false, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    )
    const converted = htmlToMarkdown(value)
    return { markdown: converted.markdown, hidden: hidden + converted.hidden }
  } catch (cause) {
    if (cause instanceof ZipProblem) throw new Unreadable(`${name} ${cause.message}.`, { cause })
    if (cause instanceof RangeError || cause instanceof Unreadable) throw cause
    throw new Unreadable(`${name} is no DOCX, or is damaged.`, { cause })
  }
}

const vanishes = /<w:(?:vanish|webHidden)(?:\s+w:val="(?:true|1|on)")?\s*\/>/
/** A run that holds no other: a text box stands within the run of its picture. */
const run = /<w:r(?:\s[^>]*)?>(?:(?!<w:r[\s>]|<\/w:r>)[\s\S])*<\/w:r>/g
const style = /<w:style\s[^>]*w:styleId="([^"]*)"[^>]*>(?:(?!<\/w:style>)[\s\S])*<\/w:style>/g

/** Takes runs out that are formatted as hidden, themselves or by their style; mammoth does not know of it. Returns how many had text. */
const dropHidden = (parts: Map<string, Buffer>): number => {
  const styles = parts.get('word/styles.xml')?.toString() ?? ''
  const hiding = new Set([...styles.matchAll(style)].flatMap(([text, id]) => (vanishes.test(text) ? [id!] : [])))
  let count = 0
  for (const [name, data] of parts) {
    if (!/^word\/(document|footnotes|endnotes)\.xml$/.test(name)) continue
    const text = data.toString().replace(run, (one) => {
      const named = /<w:rStyle\s+w:val="([^"]*)"/.exec(one)?.[1]
      if (!vanishes.test(one) && (named === undefined || !hiding.has(named))) return one
      if (/<w:t[\s>]/.test(one)) count++
      return ''
    })
    parts.set(name, Buffer.from(text))
  }
  return count
}
