/** Markdown as nodes of the page. */
import { h } from './element.js'
import { parseMarkdown } from './markdown.js'

/**
 * @typedef {object} Options
 * @property {(n: number) => Node} cite makes what stands for [n]
 * @property {boolean} links whether links may be followed; the reply hop lets only allowed hosts through, a draft has not passed it
 * @property {(text: string) => void} copy
 */

/** @param {string} text @param {Options} options @returns {Node[]} */
export const renderMarkdown = (text, options) => parseMarkdown(text).map((block) => renderBlock(block, options))

/** @param {import('./markdown.js').Block} block @param {Options} options @returns {Node} */
const renderBlock = (block, options) => {
  switch (block.type) {
    case 'paragraph':
      return h('p', {}, ...renderInlines(block.children, options))
    case 'heading':
      // Headings walk the conversation, question by question: one inside an answer is only strong.
      return h('p', {}, h('strong', {}, ...renderInlines(block.children, options)))
    case 'quote':
      return h('blockquote', {}, ...block.children.map((child) => renderBlock(child, options)))
    case 'list': {
      const items = block.items.map((item) => h('li', {}, ...renderItem(item, options)))
      return block.start === null ? h('ul', {}, ...items) : h('ol', { start: block.start === 1 ? null : block.start }, ...items)
    }
    case 'code':
      return renderCode(block, options)
  }
}

/** A single paragraph in an item needs no paragraph around it. @param {import('./markdown.js').Block[]} blocks @param {Options} options */
const renderItem = ([first, ...rest], options) => {
  if (!first) return []
  const start = first.type === 'paragraph' ? renderInlines(first.children, options) : [renderBlock(first, options)]
  return [...start, ...rest.map((block) => renderBlock(block, options))]
}

/** @param {{ text: string, language: string }} block @param {Options} options */
const renderCode = ({ text, language }, { copy }) =>
  h(
    'div',
    { class: 'snippet' },
    h(
      'div',
      { class: 'head' },
      h('span', {}, language || 'text'),
      h('button', { type: 'button', class: 'btn plain', 'aria-label': 'Copy this code', click: () => copy(text) }, 'Copy'),
    ),
    h('pre', { class: 'code', tabindex: 0, role: 'group', 'aria-label': language ? `Code, ${language}` : 'Code' }, h('code', {}, text)),
  )

/** @param {import('./markdown.js').Inline[]} inlines @param {Options} options @returns {Node[]} */
export const renderInlines = (inlines, options) =>
  inlines.map((inline) => {
    switch (inline.type) {
      case 'text':
        return document.createTextNode(inline.text)
      case 'code':
        return h('code', {}, inline.text)
      case 'break':
        return h('br')
      case 'cite':
        return options.cite(inline.n)
      case 'strong':
      case 'em':
        return h(inline.type, {}, ...renderInlines(inline.children, options))
      case 'link':
        return renderLink(inline, options)
    }
  })

/** @param {Extract<import('./markdown.js').Inline, { type: 'link' }>} link @param {Options} options */
const renderLink = ({ href, children }, options) => {
  const inside = renderInlines(children, { ...options, links: false })
  if (options.links) return h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...inside)
  return h('span', {}, ...inside)
}
