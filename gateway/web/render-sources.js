/** The sources of an answer: closed, one click from the exact quote, and from there the document around it. */
import { h, icon } from './element.js'
import { count } from './words.js'

/** @typedef {import('./state.js').Citation} Citation */

/**
 * @param {Citation[]} citations
 * @param {(citation: Citation) => void} openDocument
 */
export const renderSources = (citations, openDocument) =>
  h(
    'section',
    { class: 'sources', 'aria-label': 'Sources' },
    h('h3', {}, `${count(citations.length, 'source')}, quoted exactly`),
    h('ol', {}, ...citations.map((citation, i) => h('li', { 'data-source': i + 1 }, renderSource(citations, i, openDocument)))),
  )

/** The title stands once for sources of one document that follow each other. @param {Citation[]} citations @param {number} i @param {(citation: Citation) => void} openDocument */
const renderSource = (citations, i, openDocument) => {
  const citation = /** @type {Citation} */ (citations[i])
  const { document, revision, quote, title } = citation
  const path = headingPath(citation)
  const isSame = citations[i - 1]?.document === document && path !== ''
  return h(
    'details',
    {},
    h(
      'summary',
      {},
      h('span', { class: 'n' }, String(i + 1)),
      isSame ? h('span', { class: 'same' }, h('span', { class: 'vh' }, `${title}, `), path) : h('b', {}, title || document),
      icon('chev'),
      !isSame && h('span', { class: 'path' }, path || document),
    ),
    h('blockquote', {}, h('mark', {}, quote)),
    h(
      'p',
      { class: 'prov' },
      h('code', {}, document),
      h('br'),
      `Revision ${revision.slice(0, 12)}. `,
      h('button', { type: 'button', class: 'link', click: () => openDocument(citation) }, 'Show it in the document'),
    ),
  )
}

/** The headings above a quote; the title of the document, which stands beside it, is left out. @param {Citation} citation */
export const headingPath = ({ headings, title }) => (headings[0] === title ? headings.slice(1) : headings).join(' › ')

/** Opens source n of a turn and moves there. @param {Element} turn @param {number} n */
export const openSource = (turn, n) => {
  const details = turn.querySelector(`[data-source="${n}"] > details`)
  if (!(details instanceof HTMLDetailsElement)) return
  details.open = true
  const summary = details.querySelector('summary')
  summary?.focus({ preventScroll: true })
  details.scrollIntoView({ block: 'nearest' })
}
