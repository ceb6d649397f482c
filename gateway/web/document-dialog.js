/** A quote in its document: the whole text of the revision that was cited, at the place that was cited. */
import { readDocument, sentenceOf } from './api.js'
import { h } from './element.js'
import { headingPath } from './render-sources.js'
import { date } from './words.js'

/** @param {HTMLDialogElement} dialog */
export const makeDocumentDialog = (dialog) => {
  let asked = 0

  /** @param {import('./state.js').Citation} citation @param {Node[]} body @param {string} [about] */
  const show = (citation, body, about = '') => {
    const path = headingPath(citation)
    dialog.replaceChildren(
      h(
        'header',
        {},
        h('h2', { id: 'document-title', tabindex: -1 }, citation.title || citation.document),
        h('button', { type: 'button', class: 'btn', click: () => dialog.close() }, 'Close'),
        h(
          'p',
          { class: 'prov' },
          path && h('span', { class: 'path' }, path),
          h('code', {}, citation.document),
          ` Revision ${citation.revision.slice(0, 12)}${about}.`,
        ),
      ),
      h('div', { class: 'document', tabindex: 0, role: 'region', 'aria-labelledby': 'document-title' }, ...body),
    )
  }

  return {
    /** @param {import('./state.js').Citation} citation */
    open: async (citation) => {
      const mine = ++asked
      show(citation, [h('p', { class: 'quiet', role: 'status' }, 'Reading the document.')])
      dialog.showModal()
      dialog.querySelector('h2')?.focus()
      try {
        const { text, at, current } = await readDocument(citation.document, citation.revision)
        if (mine !== asked) return
        const mark = h('mark', {}, text.slice(citation.start, citation.end))
        show(
          citation,
          [h('p', { class: 'text' }, text.slice(0, citation.start), mark, text.slice(citation.end))],
          ` of ${date(at)}, ${current ? 'the newest' : 'a newer one came since'}`,
        )
        mark.scrollIntoView({ block: 'center' })
      } catch (error) {
        if (mine !== asked) return
        show(citation, [
          h('p', {}, `The document can't be shown. ${sentenceOf(error)}`),
          h('p', {}, 'This is what was quoted:'),
          h('p', { class: 'text' }, h('mark', {}, citation.quote)),
        ])
      }
      dialog.querySelector('h2')?.focus()
    },
  }
}
