/** The line below a reply: who spoke, the two thumbs, and why where it was not helpful. */
import { h, icon } from './element.js'

/**
 * @typedef {{ rating: 'up' | 'down', reason?: string, correction?: string }} Opinion
 * @typedef {{ opinion: Opinion, state: 'sending' | 'sent' | 'kept' | 'refused', why?: string }} Given
 */

const reasons = ['Wrong', 'Out of date', 'Not what the source says', 'Not what I asked', 'Too long']

/** @param {Given} given */
const wordsOf = ({ opinion, state, why }) => {
  if (state === 'sending') return 'Sending.'
  if (state === 'kept') return 'Kept in this browser, sent when the server answers.'
  if (state === 'refused') return `Not taken in. ${why ?? ''}`
  return opinion.rating === 'up' ? 'Noted as helpful.' : 'Noted. A person reviews it; until then it changes no answer.'
}

/**
 * @param {{ key: string, by: string, copy(): void, give(opinion: Opinion): void }} of
 */
export const makeFeedback = ({ key, by, copy, give }) => {
  const up = h(
    'button',
    {
      type: 'button',
      class: 'btn plain only',
      'aria-label': 'Helpful',
      'aria-pressed': 'false',
      click: () => (toggle(false), give({ rating: 'up' })),
    },
    icon('up'),
  )
  const down = h(
    'button',
    {
      type: 'button',
      class: 'btn plain only',
      'aria-label': 'Not helpful, say why',
      'aria-pressed': 'false',
      'aria-expanded': 'false',
      'aria-controls': `why-${key}`,
      click: () => toggle(form.hidden === true),
    },
    icon('down'),
  )
  const said = h('span', { class: 'said', role: 'status' })
  const correction = h('textarea', { class: 'input', id: `better-${key}`, rows: 2, maxlength: 2000 })
  const form = h(
    'form',
    { class: 'card why', id: `why-${key}`, hidden: true, 'aria-label': 'What was wrong with this answer' },
    h(
      'fieldset',
      {},
      h('legend', { class: 'vh' }, 'What was wrong'),
      h(
        'div',
        { class: 'choices' },
        ...reasons.map((reason) => h('label', {}, h('input', { type: 'radio', name: `why-${key}`, value: reason }), ` ${reason}`)),
      ),
    ),
    h('div', { class: 'field' }, h('label', { for: `better-${key}` }, 'What would have been right? (optional)'), correction),
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'submit', class: 'btn main' }, 'Send'),
      h('button', { type: 'button', class: 'btn plain', click: () => close() }, 'Close'),
      h('span', { class: 'quiet small push' }, 'A person reviews it. Until then it changes no answer.'),
    ),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const reason = form.querySelector('input:checked')?.getAttribute('value')
    const right = correction.value.trim()
    give({ rating: 'down', ...(reason ? { reason } : {}), ...(right ? { correction: right } : {}) })
    close()
  })
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    close()
  })

  /** @param {boolean} open */
  const toggle = (open) => {
    form.hidden = !open
    down.setAttribute('aria-expanded', String(open))
    if (open) form.querySelector('input')?.focus()
  }
  const close = () => {
    toggle(false)
    down.focus()
  }

  return {
    foot: h(
      'footer',
      { class: 'foot' },
      h('span', { class: 'by' }, by),
      said,
      up,
      down,
      h('button', { type: 'button', class: 'btn plain', click: copy }, 'Copy'),
    ),
    form,
    /** @param {Given | null} given */
    update: (given) => {
      up.setAttribute('aria-pressed', String(given?.opinion.rating === 'up'))
      down.setAttribute('aria-pressed', String(given?.opinion.rating === 'down'))
      said.textContent = given ? wordsOf(given) : ''
    },
  }
}
