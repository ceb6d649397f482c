import { afterAll, describe, expect, it } from 'vitest'
import { openConverter } from './converter.ts'
import { docxOf, wordParagraph } from './formats/files.fixture.ts'
import { ingest } from './ingest.ts'

const converter = openConverter()
afterAll(() => converter.close())
const about = { source: '', access: [], tenant: 't', at: 1 }

describe('ingest', () => {
  it('keeps the text of a file, what it was made from, its language, and how much was hidden on the way and in it', async () => {
    const content = docxOf(
      wordParagraph('Neustart', 'Heading1') +
        wordParagraph('Wenn der Dienst nicht antwortet, muss er neu gestartet werden.') +
        wordParagraph('geheim', '', '<w:vanish/>') +
        wordParagraph('Diese Richtung \u202Eist\u202C gedreht.'),
    )
    expect(await ingest({ ...about, document: 'a.docx', content }, converter)).toMatchObject({
      ...{ title: 'Neustart', mediaType: 'text/markdown', language: 'de', hidden: 2 },
      sourceType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    })
    const text = 'One.\n\n<!-- two -->\n\nThree.'
    expect(await ingest({ ...about, document: 'a.md', text, hidden: 3 }, converter)).toMatchObject({ text, hidden: 4, sourceType: '' })
  })

  it('says why a file or a text can not be a document', async () => {
    const refused = async (document: Parameters<typeof ingest>[0]) => (await ingest(document, converter)) as { unreadable: string }
    expect((await refused({ ...about, document: 'a.pdf', content: Buffer.from('x') })).unreadable).toMatch(/^a\.pdf is no PDF/)
    expect((await refused({ ...about, document: 'a.md', text: '> '.repeat(10_000) })).unreadable).toMatch(
      /^a\.md has a line with more than 64/,
    )
    expect(await ingest({ ...about, document: 'a.txt', text: '> '.repeat(10_000) }, converter)).toMatchObject({ mediaType: 'text/plain' })
  })
})
