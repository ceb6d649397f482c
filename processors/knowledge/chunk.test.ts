import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunk, defaultLimits, estimateTokens } from './chunk.ts'

const pieces = (text: string, mediaType = 'text/markdown') => chunk({ document: 'd.md', title: 'Title', text, mediaType })
const quotes = (text: string) => pieces(text).flatMap(({ sentences }) => sentences.map(({ start, end }) => text.slice(start, end)))
const words = (count: number, word = 'word') => Array.from({ length: count }, (_, i) => `${word}${i % 10 === 9 ? '. Next' : ''}`).join(' ')

const runbook = `---
title: Title
---

# Title

Intro before sections.

## Check

1. Look at the pods.

   \`\`\`sh
   kubectl get pods
   \`\`\`

   A restart count above 5 confirms it. Go on.

2. Read the log.

| sign | cause |
|---|---|
| exit 137 | memory |
`

describe('chunk', () => {
  it('quotes the document exactly, front matter counted but not cited', () => {
    for (const piece of pieces(runbook)) expect(runbook.slice(piece.start, piece.end)).toBe(piece.text)
    expect(quotes(runbook)).toEqual([
      'Intro before sections.',
      'Look at the pods.',
      '```sh\n   kubectl get pods\n   ```',
      'A restart count above 5 confirms it.',
      'Go on.',
      'Read the log.',
      '| exit 137 | memory |',
    ])
  })

  it('joins small sections and names the headings above its beginning, without the title', () => {
    expect(pieces(runbook).map(({ headings }) => headings)).toEqual([[]])
    const long = `# Title\n\n## A\n\n### A1\n\n${words(80)}\n\n## B\n\n${words(80)}`
    expect(pieces(long).map(({ headings }) => headings)).toEqual([['A', 'A1'], ['B']])
  })

  it('keeps a command with the step before it', () => {
    const text = `## A\n\n${words(90)}\n\n${words(60)}\n\nRestart it:\n\n\`\`\`sh\n${words(40, 'restart')}\n\`\`\`\n`
    const withCommand = pieces(text).find((piece) => piece.text.includes('```'))!
    expect(withCommand.text).toContain('Restart it:')
  })

  it('gives a chunk the same id wherever it stands in its document, and equal chunks different ones', () => {
    const body = `## A\n\n${words(100)}`
    const [before] = pieces(body)
    const moved = pieces(`Preface.\n\n<!-- -->\n\n${body}`)
    expect(moved.map(({ id }) => id)).toContain(before!.id)
    const twice = pieces(`${body}\n\n<!-- -->\n\n${body}`)
    expect(new Set(twice.map(({ id }) => id)).size).toBe(twice.length)
  })

  it.each([
    ['a comment between blocks', 'Visible one.\n\n<!-- secret order -->\n\nVisible two.'],
    ['a comment in a sentence', 'Visible one. Do <!-- secret order --> this. Visible two.'],
    ['a comment in a step', '- Visible one.\n- Do <!-- secret order --> this.\n- Visible two.'],
    ['raw HTML', 'Visible one.\n\n<div hidden>secret order</div>\n\nVisible two.'],
    [
      'an element that holds Markdown',
      'Visible one.\n\n<div style="color:red; display: none">\n\nA secret.\n\n# Secret\n\n```\nsecret\n```\n\n</div>\n\nVisible two.',
    ],
    ['an element in a sentence', 'Visible one. Do <span hidden>a secret. And secret</span> this. Visible two.'],
    ['an element in a heading', '# A <i style="font-size:0">secret</i> title\n\nVisible one. Visible two.'],
    ['an element without an end', 'Visible one.\n\nNot <b style="opacity:0">secret.\n\nVisible two.'],
    ['a comment in a table', 'Visible one.\n\n| a | b |\n|---|---|\n| c <!-- secret --> | d |\n\nVisible two.'],
    ['a comment in a list that goes on', '- Visible one.\n\n  <!-- secret -->\n\n  Visible two.'],
    ['a script', 'Visible one.\n\n<script>\nsecret()\n</script>\n\nVisible two.'],
    ['a link definition', 'Visible one.\n\n[//]: # (secret order)\n\nVisible two.'],
    [
      'tag characters',
      `Visible one. Do this${[...'secret order'].map((c) => String.fromCodePoint(0xe0000 + c.codePointAt(0)!)).join('')}. Visible two.`,
    ],
    ['zero-width characters', 'Visible one. Do\u200b secret order this. Visible two.'],
  ])('neither embeds nor cites %s', (_, text) => {
    const found = pieces(text)
    expect(found.flatMap((piece) => [...piece.headings, piece.text]).join(' ')).not.toMatch(/secret|[\u200b\u{E0000}-\u{E007F}]/u)
    expect(quotes(text).join(' ')).toMatch(/Visible one\..*Visible two\./)
  })

  it('reads HTML that shows something, between its tags', () => {
    const text = '<details>\n<summary>Disk is full. Act now.</summary>\n\nClean it.\n\n</details>\n'
    expect(quotes(text)).toEqual(['Disk is full.', 'Act now.', 'Clean it.'])
  })

  it('repeats the head of a table that is cut, as a heading', () => {
    const rows = Array.from({ length: 60 }, (_, i) => `| E-${1000 + i} | the service ${i} has stopped |`)
    const found = pieces(`## Codes\n\n| code | meaning |\n|---|---|\n${rows.join('\n')}\n`)
    expect(found.length).toBeGreaterThan(2)
    expect(found[0]!.text).toMatch(/^\| code \| meaning \|/)
    expect(found.map(({ headings }) => headings)).toEqual([['Codes'], ...found.slice(1).map(() => ['Codes', 'code | meaning'])])
    expect(found.flatMap(({ sentences }) => sentences)).toHaveLength(60)
  })

  it('lets joiners in emoji and in scripts that need them stand', () => {
    expect(quotes('Ask 👩‍💻 now. می‌خواهم.')).toHaveLength(2)
  })

  it('cuts a plain text at its paragraphs', () => {
    expect(pieces('One. Two.\n\n# not a heading', 'text/plain')[0]!.sentences).toHaveLength(3)
  })

  it('holds for any text: exact, in order, within the limits, sentences inside their chunk', () => {
    const part = fc.constantFrom('# H\n', '## K\n', '\n\n', '- item ', '1. step\n', '```sh\nrun a\n```\n', 'A sentence. ', words(300), 'x'.repeat(900), '| a | b |\n|---|---|\n| c | d |\n', '<!-- c -->', '\u200b', '> quote\n', '\r\n', '  ', '\uFEFF', '---\n', '[//]: # (c)\n') // prettier-ignore
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
        const text = parts.join('')
        let last = 0
        for (const piece of pieces(text)) {
          expect(text.slice(piece.start, piece.end)).toBe(piece.text)
          expect(piece.start).toBeGreaterThanOrEqual(last)
          expect(piece.sentences.length).toBeGreaterThan(0)
          expect(piece.text).not.toContain('\u200b')
          if (!piece.text.includes('x'.repeat(900))) expect(estimateTokens(piece.text)).toBeLessThanOrEqual(defaultLimits.maxTokens)
          last = piece.end
          let within = piece.start
          for (const { start, end } of piece.sentences) {
            expect(start).toBeGreaterThanOrEqual(within)
            expect(end).toBeLessThanOrEqual(piece.end)
            within = end
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
