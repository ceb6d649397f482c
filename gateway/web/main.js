/** The chat page: wires what is shown to what is known. */
import { knowledgeStatus, listConversations, readiness, sentenceOf } from './api.js'
import { makeComposer } from './composer.js'
import { makeConversation } from './conversation.js'
import { makeDocumentDialog } from './document-dialog.js'
import { dot, h } from './element.js'
import { examples } from './examples.js'
import { healthOf } from './health.js'
import { ulid } from './ids.js'
import { listenToKeys } from './keyboard.js'
import { openOutbox } from './outbox.js'
import { renderList } from './render-list.js'
import { hopOf, isWorking } from './state.js'
import { storage } from './storage.js'
import { listenToTheme } from './theme-button.js'
import { makeThreadView } from './thread-view.js'
import { count, date } from './words.js'

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** @param {string} words */
const say = (words) => {
  byId('said').textContent = ''
  // Only a change is read out, also where the same is said again.
  requestAnimationFrame(() => void (byId('said').textContent = words))
}

/** @param {string} text */
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text)
    say('Copied.')
  } catch {
    say('This browser does not allow copying here.')
  }
}

const idPattern = /^[A-Za-z0-9._:~@+=-]{1,128}$/

/** The conversation that the address names; #main is the skip link's. */
const idInAddress = () => {
  const id = decodeURIComponent(location.hash.slice(1))
  return idPattern.test(id) && id !== 'main' ? id : null
}

const titleLength = 80
/** @param {string} text */
const titleOf = (text) => {
  const words = text.replace(/\s+/g, ' ').trim()
  return words.length <= titleLength ? words : `${words.slice(0, titleLength).replace(/\s\S*$/, '')} …`
}

/* What was thought of replies: the server keeps it for review, this browser to show it. */
const feedbackKey = 'hopline.feedback'
const mostOpinions = 500
/** @type {Record<string, import('./render-feedback.js').Given>} */
let opinions = storage.read(feedbackKey) ?? {}
/** @param {string} messageId @param {import('./render-feedback.js').Given} given */
const setOpinion = (messageId, given) => {
  opinions = Object.fromEntries([...Object.entries(opinions).filter(([id]) => id !== messageId), [messageId, given]].slice(-mostOpinions))
  storage.write(feedbackKey, opinions)
  show()
}

/** @type {import('./health.js').Lost | null} */
let lost = null
let refused = ''
/** @type {string | null} */
let toReveal = null

const conversation = makeConversation({
  onChange: () => show(),
  onOpen: () => {
    const wasLost = lost !== null
    lost = null
    refused = ''
    void outbox.flush()
    if (wasLost) {
      say('Connected again.')
      void refreshList()
      void refreshHealth()
    }
    show()
  },
  onLost: (why, retryAt) => {
    lost = { why, retryAt, at: lost?.at ?? Date.now() }
    show()
  },
  onRefused: (why) => {
    refused = why
    show()
  },
})

const outbox = openOutbox(storage, {
  onSent: (item, answer) => {
    if (item.kind === 'feedback') return setOpinion(item.body.messageId, { opinion: item.body, state: 'sent' })
    if (item.conversationId === conversation.id()) conversation.happen({ type: 'taken', key: item.key, messageId: answer.messageId })
    void refreshList()
  },
  onKept: (item, why) => {
    if (item.kind === 'feedback') return setOpinion(item.body.messageId, { opinion: item.body, state: 'kept' })
    if (item.conversationId === conversation.id()) conversation.happen({ type: 'kept', key: item.key, why })
  },
  onRefused: (item, why) => {
    if (item.kind === 'feedback') return setOpinion(item.body.messageId, { opinion: item.body, state: 'refused', why })
    if (item.conversationId === conversation.id()) conversation.happen({ type: 'refused', key: item.key, why })
  },
})

const retry = () => {
  conversation.retry()
  void outbox.flush()
}

const documents = makeDocumentDialog(/** @type {HTMLDialogElement} */ (byId('document')))

const threadView = makeThreadView(byId('log'), {
  copy: (text) => void copy(text),
  again: (text) => composer.write(text),
  retry,
  withdraw: ({ key }) => {
    outbox.remove(key)
    conversation.happen({ type: 'withdrawn', key })
    composer.focus()
  },
  openDocument: (citation) => void documents.open(citation),
  give: ({ messageId }, opinion) => {
    const id = conversation.id()
    if (messageId === null || id === null) return
    setOpinion(messageId, { opinion, state: 'sending' })
    outbox.send({ key: crypto.randomUUID(), kind: 'feedback', conversationId: id, at: Date.now(), body: { messageId, ...opinion } })
  },
})

const composer = makeComposer(/** @type {HTMLFormElement} */ (byId('composer')), {
  lastQuestion: () => conversation.thread().turns.at(-1)?.text ?? null,
  send: (text) => {
    const at = Date.now()
    const isNew = conversation.id() === null
    const conversationId = conversation.id() ?? ulid(at, crypto.getRandomValues(new Uint8Array(16)))
    if (isNew) {
      history.pushState(null, '', `#${conversationId}`)
      open(conversationId)
    }
    const key = crypto.randomUUID()
    toReveal = key
    conversation.happen({ type: 'asked', key, text, at })
    outbox.send({ key, kind: 'message', conversationId, at, body: { text, conversationId } })
  },
})

/** @param {string | null} id */
const open = (id) => {
  lost = null
  refused = ''
  toReveal = null
  threadView.clear()
  conversation.open(id)
  for (const item of outbox.items())
    if (item.kind === 'message' && item.conversationId === id)
      conversation.happen({ type: 'asked', key: item.key, text: item.body.text, at: item.at })
  composer.show(id)
  document.documentElement.removeAttribute('data-list')
}

/** @type {import('./api.js').Listed[] | null} */
let conversations = null
let listFailed = ''

const refreshList = async () => {
  try {
    conversations = await listConversations()
    listFailed = ''
  } catch (error) {
    listFailed = conversations ? 'As last known.' : `The list could not be read. ${sentenceOf(error)}`
  }
  showList()
}

const showList = () => {
  const find = /** @type {HTMLInputElement} */ (byId('find')).value
  renderList(byId('conversations'), { conversations, current: conversation.id(), find, failed: listFailed, now: Date.now() })
}

/** @type {import('./health.js').Readiness} */
let ready = null
/** @type {import('./health.js').Knowledge | null} */
let knowledge = null

const refreshHealth = async () => {
  ready = await readiness()
  knowledge = ready ? await knowledgeStatus().catch(() => knowledge) : knowledge
  // Without a conversation there is no stream that would notice.
  if (conversation.id() === null)
    lost = ready ? null : { why: 'The server does not answer.', at: lost?.at ?? Date.now(), retryAt: Date.now() + healthEveryMs() }
  show()
}

const healthEveryMs = () => (ready?.ready && !knowledge?.pending ? 15_000 : 2_000)

const showHealth = () => {
  const { state, word, note } = healthOf({ readiness: ready, knowledge, lost, now: Date.now() })
  const [shape, words] = document.querySelectorAll('.health > span')
  shape?.setAttribute('data-s', state)
  if (words && words.textContent !== word) words.textContent = word
  const place = byId('note')
  place.hidden = note === null
  place.dataset.s = state === 'failed' ? 'parked' : state
  if (place.textContent !== (note === null ? '' : lost ? `${note} Try now` : note))
    place.replaceChildren(
      ...(note === null
        ? []
        : [
            dot(state),
            h(
              'span',
              { 'aria-live': lost ? 'off' : null },
              note,
              ' ',
              lost && h('button', { type: 'button', class: 'link', click: retry }, 'Try now'),
            ),
          ]),
    )
  document.documentElement.toggleAttribute('data-offline', lost !== null)
  composer.offline(lost !== null)
  if (knowledge)
    byId('knowledge').textContent =
      `Answers come from ${count(knowledge.documents, 'document')} and name their source. Where none answers, Hopline says so.`
}

const show = () => {
  const thread = conversation.thread()
  const [first] = thread.turns
  const isEmpty = !first && thread.live
  const hasFailed = !first && !thread.live && (refused !== '' || lost !== null)
  byId('empty').hidden = !isEmpty
  byId('failed').hidden = !hasFailed
  byId('loading').hidden = Boolean(first) || isEmpty || hasFailed
  byId('about').hidden = !first
  byId('failed-why').textContent = `${refused || lost?.why || ''} Messages that were sent are safe in the log.`
  byId('composer').hidden = hasFailed && refused !== ''
  if (first) {
    const title = titleOf(first.text)
    if (byId('title').textContent !== title) byId('title').textContent = title
    byId('facts').textContent = `${date(first.at)}, times in UTC`
    document.title = `${title} · Hopline`
  } else document.title = 'Hopline'
  const wasLive = byId('log').getAttribute('aria-live') === 'polite'
  threadView.show(thread, (messageId) => opinions[messageId ?? ''] ?? null)
  if (toReveal) threadView.reveal(toReveal)
  else if (thread.live && !wasLive) threadView.reveal(thread.turns.at(-1)?.key)
  toReveal = null
  showHealth()
  showListOnChange()
}

/* The list follows the thread: it is read anew when a turn was answered. */
let listed = ''
const showListOnChange = () => {
  const { turns } = conversation.thread()
  const state = `${conversation.id()} ${turns.length} ${turns.filter((turn) => hopOf(turn, 'reply')).length}`
  if (state === listed) return
  listed = state
  showList()
  void refreshList()
}

const showListOnPhone = () => {
  document.documentElement.setAttribute('data-list', '')
  byId('find').focus()
}
const closeList = () => {
  if (!document.documentElement.hasAttribute('data-list')) return false
  document.documentElement.removeAttribute('data-list')
  byId('open-list').focus()
  return true
}

byId('starts').append(
  ...examples.map(({ title, questions }) =>
    h(
      'div',
      {},
      h('h2', {}, title),
      ...questions.map((question) => h('button', { type: 'button', click: () => composer.write(question) }, question)),
    ),
  ),
)
byId('find').addEventListener('input', showList)
byId('open-list').addEventListener('click', showListOnPhone)
byId('close-list').addEventListener('click', closeList)
byId('failed-retry').addEventListener('click', retry)
const keys = /** @type {HTMLDialogElement} */ (byId('keys'))
byId('show-keys').addEventListener('click', () => keys.showModal())
byId('close-keys').addEventListener('click', () => keys.close())
for (const dialog of document.querySelectorAll('dialog'))
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
listenToTheme(byId('theme'), say)
listenToKeys({ find: () => (document.documentElement.setAttribute('data-list', ''), byId('find').focus()), close: closeList })

// The skip link and "New" are links to fragments: one must not open a conversation, the other must also where the address has none.
document.querySelector('.skip')?.addEventListener('click', (event) => {
  event.preventDefault()
  byId('main').focus()
})
for (const link of document.querySelectorAll('a[href="#"], .brand, .top nav a[aria-current]'))
  link.addEventListener('click', (event) => {
    event.preventDefault()
    if (location.hash) history.pushState(null, '', location.pathname)
    open(null)
    composer.focus()
  })
addEventListener('popstate', () => {
  if (idInAddress() !== conversation.id()) open(idInAddress())
})
addEventListener('hashchange', () => {
  if (idInAddress() === conversation.id()) return
  open(idInAddress())
  byId('main').focus()
})
addEventListener('online', retry)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return
  void refreshList()
  void refreshHealth()
})

setInterval(() => {
  if (lost) showHealth()
  if (conversation.thread().turns.some(isWorking)) threadView.tick(Date.now())
}, 200)
const watchHealth = async () => {
  if (document.visibilityState === 'visible') await refreshHealth()
  setTimeout(() => void watchHealth(), healthEveryMs())
}

open(idInAddress())
void outbox.flush()
void watchHealth()
if (matchMedia('(pointer: fine)').matches) composer.focus()
