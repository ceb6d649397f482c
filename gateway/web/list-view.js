/** The list of conversations on the page: read from the server, searched here. */
import { listConversations, sentenceOf } from './api.js'
import { renderList } from './render-list.js'

/** @param {() => string | null} current id of the open conversation */
export const makeListView = (current) => {
  const root = document.documentElement
  const place = /** @type {HTMLElement} */ (document.getElementById('conversations'))
  const field = /** @type {HTMLInputElement} */ (document.getElementById('find'))
  const opener = /** @type {HTMLElement} */ (document.getElementById('open-list'))
  /** @type {import('./api.js').Listed[] | null} */
  let conversations = null
  let failed = ''

  const show = () => renderList(place, { conversations, current: current(), find: field.value, failed, now: Date.now() })

  const refresh = async () => {
    try {
      conversations = await listConversations()
      failed = ''
    } catch (error) {
      failed = conversations ? 'As last known.' : `The list could not be read. ${sentenceOf(error)}`
    }
    show()
  }

  /** Moves to the search; where the page is narrow, the list takes the place of the conversation. */
  const open = () => {
    if (opener.checkVisibility()) root.setAttribute('data-list', '')
    field.focus()
  }

  /** False where it was not open, as it never is on a wide page. */
  const close = () => {
    if (!root.hasAttribute('data-list')) return false
    root.removeAttribute('data-list')
    if (opener.checkVisibility()) opener.focus()
    return true
  }

  field.addEventListener('input', show)
  opener.addEventListener('click', open)
  document.getElementById('close-list')?.addEventListener('click', close)
  return { show, refresh, open, close }
}
