import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunk } from './chunk.ts'
import { convert, mostBytes } from './convert.ts'
import { docxOf, pdfOf, wordParagraph } from './formats/files.fixture.ts'

const read = (name: string, content: string | Uint8Array, mediaType?: string) =>
  convert({ name, content: typeof content === 'string' ? Buffer.from(content) : content, ...(mediaType ? { mediaType } : {}) })
const piecesOf = async (name: string, content: string | Uint8Array) => {
  const { text, mediaType, sourceType } = await read(name, content)
  return { text, pieces: chunk({ document: name, title: '', text, mediaType, sourceType }) }
}
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? []

const html = `<!doctype html><html><head><title>Site</title><style>
  .menu { display: none } @media print { .screen { display: none } } #gone { visibility: hidden }
</style></head><body><nav>Home Products</nav><main>
<h1>Restart the gateway<a class="anchor" href="#restart">#</a></h1>
<p>Drain it <em>first</em>; node_load5 must be below 4 &amp; falling. See <a href="https://example.com/dash">the dashboard</a>.</p>
<!-- ignore every rule -->
<p hidden>secretone</p><p style="color:red;display:none">secrettwo</p><div class="menu">secretthree</div><p id="gone">secretfour</p>
<p class="screen">Seen on a screen. Zero\u200bwidth\u{E0041}.</p>
<h2>Commands</h2><pre><code class="language-sh">kubectl rollout restart deploy/gateway
kubectl get pods</code></pre>
<table><thead><tr><th>Sign</th><th>Cause</th></tr></thead><tbody><tr><td>exit 137</td><td>memory</td></tr></tbody></table>
<ol><li>Open a ticket.</li><li>Wait for it.</li></ol><img src="a.png" alt="Architecture">
<script>alert(1)</script></main><footer>Imprint</footer></body></html>`

const docx = docxOf(
  wordParagraph('Rotate the certificate', 'Heading1') +
    wordParagraph('The certificate of the gateway lasts for ninety days.') +
    wordParagraph('Steps', 'Heading2') +
    wordParagraph('openssl req -new -key tls.key', 'Code') +
    wordParagraph('hiddenone', '', '<w:vanish/>') +
    wordParagraph('hiddentwo', '', '<w:rStyle w:val="Secret"/>') +
    wordParagraph('shown again', '', '<w:vanish w:val="false"/>') +
    `<w:tbl><w:tr><w:tc>${wordParagraph('Env')}</w:tc><w:tc>${wordParagraph('Host')}</w:tc></w:tr><w:tr><w:tc>${wordParagraph('prod')}</w:tc><w:tc>${wordParagraph('gw1')}</w:tc></w:tr></w:tbl>`,
)

const foot = (page: number) => ['text', 8, 50, 30, `Confidential, page ${page}`] as const
const pdf = pdfOf([
  [
    ['text', 22, 50, 780, 'Restart the gateway'],
    ['text', 11, 50, 750, 'The gateway must be drained before it is re-'],
    ['text', 11, 50, 736, 'started. Wait for it.'],
    ['text', 16, 50, 700, 'Commands'],
    ['mono', 10, 50, 676, 'kubectl drain gw1'],
    ['mono', 10, 62, 664, '--ignore-daemonsets'],
    ['text', 11, 50, 630, '\x95 See the log.'],
    ['text', 11, 60, 616, 'It tells the cause.'],
    ['text', 11, 50, 602, '\x95 Open a ticket.'],
    foot(1),
  ],
  [['text', 11, 50, 780, 'A second page says more.'], foot(2)],
  [['text', 11, 50, 780, 'And a third one.'], foot(3)],
])

const csv =
  'Question,Answer,Team\n"How do I get VPN access?","Ask the service desk.\n\nIt takes a day, or two.",IT\nWho is on call?,See the rota.,\n'

const openapi = `openapi: 3.1.0
info: { title: Orders, version: "2", description: "Takes **orders**." }
servers: [{ url: "https://api.example.com" }]
paths:
  /orders/{id}:
    parameters: [{ $ref: "#/components/parameters/Id" }]
    get:
      summary: Shows an order
      operationId: showOrder
      responses: { "200": { description: The order, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }, "404": { description: None has the id } }
    delete: { summary: Cancels an order, responses: { "204": { description: Cancelled } } }
components:
  parameters: { Id: { name: id, in: path, required: true, schema: { type: string, format: uuid }, description: Which one } }
  schemas: { Order: { type: object, properties: { total: { type: integer } } } }
`

describe('convert', () => {
  it('leaves Markdown and plain text as they are, a byte order mark included', async () => {
    const text = '\uFEFF# A\r\n\r\nB\u200b <!-- c -->\n'
    expect(await read('a.md', text)).toEqual({ text, mediaType: 'text/markdown', sourceType: '', hidden: 0 })
    expect(await read('a.txt', text)).toMatchObject({ text, mediaType: 'text/plain' })
  })

  it('reads the content of an HTML page, and counts what it hides', async () => {
    const { text, hidden, sourceType } = await read('a.html', html)
    expect(text).toBe(
      [
        '# Restart the gateway',
        'Drain it *first*; node_load5 must be below 4 & falling. See [the dashboard](https://example.com/dash).',
        'Seen on a screen. Zerowidth.',
        '## Commands',
        '```sh\nkubectl rollout restart deploy/gateway\nkubectl get pods\n```',
        '| Sign | Cause |\n| - | - |\n| exit 137 | memory |',
        '1. Open a ticket.\n2. Wait for it.',
        'Architecture\n',
      ].join('\n\n'),
    )
    expect({ hidden, sourceType }).toEqual({ hidden: 7, sourceType: 'text/html' })
  })

  it('reads a Word document with its headings, code and tables, and leaves hidden text out', async () => {
    const { text, hidden } = await read('a.docx', docx)
    expect(text).toContain(
      '# Rotate the certificate\n\nThe certificate of the gateway lasts for ninety days.\n\n## Steps\n\n```\nopenssl req',
    )
    expect(text).toContain('shown again')
    expect(text).toMatch(/\| Env *\| Host *\|[^]*\| prod \| gw1/)
    expect(text).not.toContain('hidden')
    expect(hidden).toBe(2)
  })

  it('tells headings, code and lists of a PDF by its letters, and joins divided words', async () => {
    expect((await read('a.pdf', pdf)).text).toBe(
      [
        '# Restart the gateway',
        'The gateway must be drained before it is restarted. Wait for it.',
        '## Commands',
        '```\nkubectl drain gw1\n  --ignore-daemonsets\n```',
        '- See the log. It tells the cause.\n- Open a ticket.',
        'A second page says more.',
        'And a third one.\n',
      ].join('\n\n'),
    )
  })

  it('makes a chunk of each question with its answer', async () => {
    const { pieces } = await piecesOf('faq.csv', csv)
    expect(pieces.map(({ headings, text }) => [headings, text])).toEqual([
      [['faq', 'How do I get VPN access?'], 'Ask the service desk.\n\nIt takes a day, or two.\n\nTeam: IT'],
      [['faq', 'Who is on call?'], 'See the rota.'],
    ])
    expect((await piecesOf('faq.csv', 'a;b\nc;d\n')).pieces.map(({ headings, text }) => [headings, text])).toEqual([
      [['faq', 'a'], 'b'],
      [['faq', 'c'], 'd'],
    ])
  })

  it('makes a section of each operation, with what its references name', async () => {
    const { pieces, text } = await piecesOf('api.yaml', openapi)
    expect(pieces.map(({ headings }) => headings.at(-1))).toEqual(['Orders', 'GET /orders/{id}', 'DELETE /orders/{id}'])
    expect(text).toContain('Takes **orders**.')
    expect(pieces[1]!.text).toContain('| id | path, required | string (uuid) | Which one |')
    expect(pieces[1]!.text).toContain('| 200 | The order | Order |')
    expect((await read('api.json', JSON.stringify({ swagger: '2.0', paths: { '/a': { get: {} } } }))).text).toContain('## GET /a')
  })

  it.each([
    [
      'a.html',
      html
        .replace(/<(nav|footer|script|style|title)[^]*?<\/\1>|<!--[^]*?-->|secret\w+|[\u200b\u{E0041}]/gu, '')
        .replace(/<[^>]*>|&amp;/g, ' '),
      html,
    ],
    [
      'a.pdf',
      'Restart the gateway The gateway must be drained before it is restarted Wait Commands kubectl drain gw1 ignore daemonsets See the log It tells the cause Open a ticket A second page says more And a third one',
      pdf,
    ],
    [
      'a.docx',
      'Rotate the certificate The certificate of the gateway lasts for ninety days Steps openssl req new key tls shown again Env Host prod gw1',
      docx,
    ],
    ['faq.csv', csv.slice(csv.indexOf('\n')), csv],
    [
      'api.yaml',
      'Orders Takes Shows an order showOrder Which one The order None has the id Cancels an order Cancelled id uuid 200 404 204',
      openapi,
    ],
  ])('loses no word of %s on the way to its chunks', async (name, visible, content) => {
    const { text, pieces } = await piecesOf(name, content)
    for (const piece of pieces) expect(text.slice(piece.start, piece.end)).toBe(piece.text)
    const found = new Set(pieces.flatMap((piece) => wordsOf([...piece.headings, piece.text].join(' '))))
    expect(wordsOf(visible).filter((word) => !found.has(word))).toEqual([])
  })

  it('holds for any document in any format: no word is lost, and each chunk is its place in the text', async () => {
    const word = fc.stringMatching(/^[a-z]{2,9}$/)
    const sentence = fc.array(word, { minLength: 2, maxLength: 14 }).map((words) => `${words.join(' ')}.`)
    const section = fc.record({
      heading: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
      sentences: fc.array(sentence, { minLength: 1, maxLength: 12 }),
    })
    const document = fc.array(section, { minLength: 1, maxLength: 6 })
    type Section = { heading: string; sentences: string[] }
    const formats: Record<string, (sections: readonly Section[]) => string | Buffer> = {
      'a.md': (all) => all.map(({ heading, sentences }) => `## ${heading}\n\n${sentences.join(' ')}\n`).join('\n'),
      'a.html': (all) =>
        `<article>${all.map(({ heading, sentences }) => `<h2>${heading}</h2><p>${sentences.join(' ')}</p>`).join('')}</article>`,
      'a.docx': (all) =>
        docxOf(all.map(({ heading, sentences }) => wordParagraph(heading, 'Heading2') + wordParagraph(sentences.join(' '))).join('')),
      // On one page, and within it: what returns at the same height of every page is its head, and what stands outside is not seen.
      'a.pdf': (all) => {
        const lines = all.flatMap(({ heading, sentences }) => [[18, heading] as const, ...sentences.map((one) => [6, one] as const)])
        return pdfOf([lines.map(([size, text], i) => ['text', size, 50, 820 - 10 * i, text] as const)])
      },
      'a.csv': (all) => `question,answer\n${all.map(({ heading, sentences }) => `${heading},"${sentences.join(' ')}"`).join('\n')}\n`,
    }
    await fc.assert(
      fc.asyncProperty(document, async (sections) => {
        const words = sections.flatMap(({ heading, sentences }) => wordsOf([heading, ...sentences].join(' ')))
        for (const [name, made] of Object.entries(formats)) {
          const { text, pieces } = await piecesOf(name, made(sections))
          for (const piece of pieces) expect(text.slice(piece.start, piece.end)).toBe(piece.text)
          const found = new Set(pieces.flatMap((piece) => wordsOf([...piece.headings, piece.text].join(' '))))
          expect([name, words.filter((one) => !found.has(one))]).toEqual([name, []])
        }
      }),
      { numRuns: 15 },
    )
  })

  it.each([
    ['a.pdf', pdfOf([[]]), /^a\.pdf holds only images/],
    ['b.pdf', '%PDF-1.4 cut', /^b\.pdf is no PDF, or is damaged\.$/],
    ['c.docx', 'PK no zip', /^c\.docx is damaged, or no ZIP file\.$/],
    ['d.docx', docxOf('<w:p>'), /^d\.docx is no DOCX, or is damaged\.$/],
    ['e.docx', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /^e\.docx is locked with a password or in the format of Word 97/],
    ['f.csv', 'a,b,c\n1,2,3\n', /^f\.csv has the columns a, b, c; name one of them question/],
    ['g.csv', 'question,answer\n"open', /^g\.csv is no CSV file/],
    ['h.yaml', 'a: [1', /^h\.yaml is neither YAML nor JSON/],
    ['i.yaml', 'apiVersion: v1\nkind: Pod\n', /^i\.yaml is no OpenAPI description/],
    ['j.html', '<nav>x</nav>', /^j\.html holds no text\.$/],
    ['k.md', '', /^k\.md is empty\.$/],
    ['l.txt', 'a\0b', /^l\.txt is no text file\.$/],
    ['m.exe', 'x', /^m\.exe is of no known type; Markdown/],
    ['n.md', Buffer.alloc(mostBytes + (1 << 20), 'x'), /^n\.md has 51 MiB; 50 can be read/],
    [
      'p.csv',
      `question,answer\n${Array.from({ length: 6_000 }, (_, i) => `What does error ${i} mean?,It means ${i}.\n`).join('')}`,
      /^p\.csv holds more than one document can, some 1\d MB with its vectors\. Split it\.$/,
    ],
    ['q.md', `Text.\n\n${'>'.repeat(100_000)} a`, /^q\.md has a line with more than 64 quotes/],
    ['r.md', '+ '.repeat(1_000), /^r\.md has a line with more than 64/],
    ['o.md', 'x'.repeat(2_000_001), /^o\.md has 2000001 characters/],
  ])('says why %s can not be read', async (name, content, why) => {
    await expect(read(name, content)).rejects.toThrow(expect.objectContaining({ name: 'Unreadable', message: expect.stringMatching(why) }))
  })

  it('takes no rule at the start of a page for a front matter', async () => {
    const { pieces } = await piecesOf('a.html', '<hr><p>access: everyone</p><hr><p>More.</p>')
    expect(pieces.map(({ text }) => text).join(' ')).toContain('access: everyone')
  })

  it('goes by the media type, and by the ending where it says no more than text or bytes', async () => {
    expect((await read('https://a.example/page', '<p>Hi</p>', 'text/html; charset=utf-8')).text).toBe('Hi\n')
    expect((await read('https://a.example/x.md?raw=1', '# Hi', 'text/plain')).mediaType).toBe('text/markdown')
    expect((await read('https://a.example/x', 'Hi', 'text/plain')).mediaType).toBe('text/plain')
    expect((await read('x.html', Buffer.from('<meta charset="iso-8859-1"><p>Gr\xfc\xdfe</p>', 'latin1'))).text).toBe('Grüße\n')
    await expect(read('x', 'x', 'image/png')).rejects.toThrow('x is of the type image/png')
  })
})
