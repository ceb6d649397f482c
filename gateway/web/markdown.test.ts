import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInline, parseMarkdown, type Block, type Inline } from './markdown.js'

const text = (words: string): Inline => ({ type: 'text', text: words })
const paragraph = (...children: Inline[]): Block => ({ type: 'paragraph', children })

/** All characters that a reader sees. */
const shown = (nodes: readonly (Block | Inline)[]): string =>
  nodes
    .map((node) => {
      if (node.type === 'list') return node.items.map(shown).join('')
      if ('children' in node) return shown(node.children)
      return 'text' in node ? node.text : node.type === 'cite' ? String(node.n) : ''
    })
    .join('')

describe('blocks', () => {
  it('are parted by empty lines, and lines within one flow together', () => {
    expect(parseMarkdown('one\ntwo\n\nthree')).toEqual([paragraph(text('one two')), paragraph(text('three'))])
  })

  it('keep code between fences as it is, also inside an item and without an end', () => {
    expect(parseMarkdown('```sh\na  *b*\n\n[1]\n```')).toEqual([{ type: 'code', language: 'sh', text: 'a  *b*\n\n[1]' }])
    expect(parseMarkdown('1. Do:\n\n   ```sh\n   kubectl\n   ```\n2. Next')).toEqual([
      {
        type: 'list',
        start: 1,
        items: [[paragraph(text('Do:')), { type: 'code', language: 'sh', text: 'kubectl' }], [paragraph(text('Next'))]],
      },
    ])
    expect(parseMarkdown('~~~\nx')).toEqual([{ type: 'code', language: '', text: 'x' }])
  })

  it('nest lists by indent', () => {
    expect(parseMarkdown('- a\n  - b\n- c\n\nend')).toEqual([
      {
        type: 'list',
        start: null,
        items: [[paragraph(text('a')), { type: 'list', start: null, items: [[paragraph(text('b'))]] }], [paragraph(text('c'))]],
      },
      paragraph(text('end')),
    ])
  })

  it('do not begin a list at a year in the middle of a sentence', () => {
    expect(parseMarkdown('It ended in\n2024. Then')).toEqual([paragraph(text('It ended in 2024. Then'))])
  })
})

describe('inlines', () => {
  it('number citations, and leave code alone', () => {
    expect(parseInline('Roll back [1][2]. `a[3]`')).toEqual([
      text('Roll back '),
      { type: 'cite', n: 1 },
      { type: 'cite', n: 2 },
      text('. '),
      { type: 'code', text: 'a[3]' },
    ])
  })

  it('link only to http and https', () => {
    expect(parseInline('[a](https://x.example/y) [b](javascript:alert(1)) [c](data:text/html,x)')).toEqual([
      { type: 'link', href: 'https://x.example/y', children: [text('a')] },
      text(' [b](javascript:alert(1)) [c](data:text/html,x)'),
    ])
  })

  it('keep HTML as text and load no image', () => {
    expect(parseInline('<img src=x onerror=alert(1)> ![alt](https://x.example/y.png)')).toEqual([text('<img src=x onerror=alert(1)> alt')])
  })

  it('leave underscores and stars of names alone', () => {
    expect(parseInline('pg_stat_activity and 2*3*4 and **bold** *soft*')).toEqual([
      text('pg_stat_activity and 2*3*4 and '),
      { type: 'strong', children: [text('bold')] },
      text(' '),
      { type: 'em', children: [text('soft')] },
    ])
  })
})

describe('any text', () => {
  const unit = fc.constantFrom(
    'a',
    ' ',
    '\n',
    '`',
    '```',
    '*',
    '_',
    '[',
    ']',
    '(',
    ')',
    '>',
    '-',
    '1.',
    '#',
    '\\',
    'https://x.example',
    '  ',
  )

  it('is parsed without losing a letter', () => {
    fc.assert(
      fc.property(
        fc.array(unit, { maxLength: 60 }).map((parts) => parts.join('')),
        (words) => {
          const letters = (value: string) => value.replace(/https:\/\/x\.example/g, '').replace(/[^a]/g, '').length
          // The word after an opening fence is its language.
          expect(letters(shown(parseMarkdown(words)))).toBeLessThanOrEqual(letters(words))
          if (!/[`[~]/.test(words)) expect(letters(shown(parseMarkdown(words)))).toBe(letters(words))
        },
      ),
    )
  })

  it('of thousands of nested marks is parsed without running out of stack or time', () => {
    for (const mark of ['>', '- ', '**', '[', '`', '*a ', '_', '![', '(('])
      expect(parseMarkdown(mark.repeat(4_000)).length).toBeGreaterThan(0)
  })
})
