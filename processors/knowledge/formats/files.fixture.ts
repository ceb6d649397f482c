/** Small real files for tests: a PDF and a Word document, made as their specifications say. */
import { writeZip } from './zip.ts'

export type PdfLine = readonly [font: 'text' | 'mono', size: number, x: number, y: number, text: string]

/** A PDF 1.4 with a page for each list of lines; no lines make an empty page. */
export const pdfOf = (pages: readonly (readonly PdfLine[])[]): Buffer => {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '']
  const add = (text: string) => objects.push(text)
  const font = (name: string) => add(`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`)
  const fonts = { text: font('Helvetica'), mono: font('Courier') }
  const kids = pages.map((lines) => {
    const drawn = lines.map(
      ([face, size, x, y, text]) =>
        `BT /${face === 'text' ? 'F1' : 'F2'} ${size} Tf ${x} ${y} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`,
    )
    const stream = drawn.join('\n')
    const contents = add(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`)
    const resources = `<< /Font << /F1 ${fonts.text} 0 R /F2 ${fonts.mono} 0 R >> >>`
    return add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${contents} 0 R /Resources ${resources} >>`)
  })
  objects[1] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} >>`
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, i) => {
    const at = file.length
    file += `${i + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const start = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  file += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const types = 'application/vnd.openxmlformats-officedocument.wordprocessingml'

/** A Word document (ECMA-376) with this body; `more` are other parts by their names. */
export const docxOf = (body: string, more: Readonly<Record<string, string>> = {}): Buffer => {
  const style = (id: string, name: string) => `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`
  const parts = {
    '[Content_Types].xml': `${xml}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${types}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${types}.styles+xml"/></Types>`,
    '_rels/.rels': `${xml}<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/_rels/document.xml.rels': `${xml}<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
    'word/styles.xml': `${xml}<w:styles ${namespace}>${style('Heading1', 'heading 1')}${style('Heading2', 'heading 2')}${style('Code', 'Source Code')}<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>`,
    'word/document.xml': `${xml}<w:document ${namespace}><w:body>${body}</w:body></w:document>`,
    ...more,
  }
  return writeZip(new Map(Object.entries(parts).map(([name, text]) => [name, Buffer.from(text)])))
}

/** A paragraph of a Word document. `run` are properties of its run. */
export const wordParagraph = (text: string, style = '', run = ''): string =>
  `<w:p><w:pPr>${style && `<w:pStyle w:val="${style}"/>`}</w:pPr><w:r><w:rPr>${run}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
