/** The text of a PDF, as Markdown. The only import of unpdf, the build of Mozilla's pdf.js that needs no browser. */
import { getDocumentProxy } from 'unpdf'
import { pagesToMarkdown, type Line } from './pdf-layout.ts'
import { Unreadable } from './unreadable.ts'

const mostPages = 5_000

/** @throws Unreadable where it is no PDF, is locked, or holds no text */
export const pdfToMarkdown = async (name: string, content: Uint8Array): Promise<string> => {
  const document = await getDocumentProxy(new Uint8Array(content), { verbosity: 0 }).catch((cause: unknown) => {
    const locked = cause instanceof Error && cause.name === 'PasswordException'
    throw new Unreadable(locked ? `${name} is locked with a password; save it without one.` : `${name} is no PDF, or is damaged.`, {
      cause,
    })
  })
  if (document.numPages > mostPages) throw new Unreadable(`${name} has ${document.numPages} pages; ${mostPages} can be read. Split it.`)
  const pages: Line[][] = []
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    const { items, styles } = await page.getTextContent()
    pages.push(
      linesOf(
        items.filter((item) => 'str' in item),
        styles,
      ),
    )
    page.cleanup()
  }
  if (pages.every((lines) => lines.length === 0))
    throw new Unreadable(`${name} holds only images; run text recognition (OCR) over it first, then add the result.`)
  return pagesToMarkdown(pages)
}

type Item = { str: string; transform: number[]; fontName: string; hasEOL: boolean }

/** The runs of a page in the order in which they are drawn, joined to lines. pdf.js says where a line ends and gives the blanks between words. */
const linesOf = (items: readonly Item[], styles: Record<string, { fontFamily: string }>): Line[] => {
  const lines: Line[] = []
  let open: Line | null = null
  for (const { str, transform, fontName, hasEOL } of items) {
    if (str.trim() !== '' && !open) {
      const size = Math.hypot(transform[2]!, transform[3]!)
      open = { text: '', size, mono: styles[fontName]?.fontFamily === 'monospace', x: transform[4]!, y: transform[5]! }
    }
    if (open) {
      open.text += str
      open.mono &&= str.trim() === '' || styles[fontName]?.fontFamily === 'monospace'
    }
    if (hasEOL && open) {
      lines.push(open)
      open = null
    }
  }
  if (open) lines.push(open)
  // A soft hyphen and a character that stands for no letter are not what is read.
  return lines.map((line) => ({ ...line, text: line.text.replace(/[\u00AD\uFFFD\u0000]/g, '') })).filter(({ text }) => text.trim() !== '')
}
