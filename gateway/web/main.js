/** The chat page: wires what is shown to what is known. */
import { conversationOf } from './address.js'
import { makeComposer } from './composer.js'
import { makeConversation } from './conversation.js'
import { makeDocumentDialog } from './document-dialog.js'
import { h } from './element.js'
import { examples } from './examples.js'
import { makeHealthView } from './health-view.js'
import { ulid } from './ids.js'
import { listenToKeys } from './keyboard.js'
import { makeListView } from './list-view.js'
import { openOpinions } from './opinions.js'
import { openOutbox } from './outbox.js'
import { isWorking } from './state.js'
import { storage } from './storage.js'
import { listenToTheme } from './theme-button.js'
import { makeThreadView } from './thread-view.js'
import { date, firstWords } from './words.js'

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** Only a change is read out, also where the same is said again. @param {string} words */
const say = (words) => {
  byId('said').textContent = ''
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

/** Why the server will not show this conversation; empty where it does. */
let refused = ''
/** The turn to bring to the top when it is shown. @type {string | null} */
let toReveal = null

const conversation = makeConversation({
  onChange: () => show(),
  onOpen: () => {
    refused = ''
    void outbox.flush()
    if (health.find()) void list.refresh()
  },
  onLost: (why, retryAt) => health.lose(why, retryAt),
  onRefused: (why) => {
    refused = why
    show()
  },
})

const retry = () => {
  conversation.retry()
  void outbox.flush()
}

const list = makeListView(conversation.id)
const health = makeHealthView({ isFollowing: () => conversation.id() !== null && refused === '', retry, onChange: () => show(), say })
const opinions = openOpinions(() => show())
const documents = makeDocumentDialog(/** @type {HTMLDialogElement} */ (byId('document')))

/** @param {import('./outbox.js').Item} item @param {'sent' | 'kept' | 'refused'} state @param {string} [why] @param {any} [answer] */
const becameOf = (item, state, why = '', answer) => {
  if (item.kind === 'feedback') return opinions.set(item.body.messageId, { opinion: item.body, state, why })
  if (item.conversationId !== conversation.id()) return
  const { key } = item
  conversation.happen(state === 'sent' ? { type: 'taken', key, messageId: answer.messageId } : { type: state, key, why })
}
const outbox = openOutbox(storage, {
  onSent: (item, answer) => becameOf(item, 'sent', '', answer),
  onKept: (item, why) => becameOf(item, 'kept', why),
  onRefused: (item, why) => becameOf(item, 'refused', why),
})

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
    const conversationId = conversation.id()
    if (messageId === null || conversationId === null) return
    opinions.set(messageId, { opinion, state: 'sending' })
    outbox.send({ key: crypto.randomUUID(), kind: 'feedback', conversationId, at: Date.now(), body: { messageId, ...opinion } })
  },
})

/** @param {string} text */
const ask = (text) => {
  const at = Date.now()
  const conversationId = conversation.id() ?? ulid(at, crypto.getRandomValues(new Uint8Array(16)))
  if (conversation.id() === null) {
    history.pushState(null, '', `#${conversationId}`)
    open(conversationId)
  }
  const key = crypto.randomUUID()
  toReveal = key
  conversation.happen({ type: 'asked', key, text, at })
  outbox.send({ key, kind: 'message', conversationId, at, body: { text, conversationId } })
}

const composer = makeComposer(/** @type {HTMLFormElement} */ (byId('composer')), {
  lastQuestion: () => conversation.thread().turns.at(-1)?.text ?? null,
  send: ask,
})

/** @param {string | null} id null: one that begins with the next question */
const open = (id) => {
  refused = ''
  toReveal = null
  health.forget()
  threadView.clear()
  conversation.open(id)
  for (const item of outbox.items())
    if (item.kind === 'message' && item.conversationId === id)
      conversation.happen({ type: 'asked', key: item.key, text: item.body.text, at: item.at })
  composer.show(id)
  document.documentElement.removeAttribute('data-list')
}

const openAddressed = () => {
  const id = conversationOf(location.hash)
  if (id === conversation.id()) return
  open(id)
  byId('main').focus()
}

/** @param {Event} event */
const openNew = (event) => {
  event.preventDefault()
  if (location.hash) history.pushState(null, '', location.pathname)
  open(null)
  composer.focus()
}

const show = () => {
  const thread = conversation.thread()
  const [first] = thread.turns
  const whyLost = health.whyLost()
  const isEmpty = !first && thread.live
  const hasFailed = !first && !thread.live && (refused !== '' || whyLost !== null)
  byId('empty').hidden = !isEmpty
  byId('failed').hidden = !hasFailed
  byId('loading').hidden = Boolean(first) || isEmpty || hasFailed
  byId('title').hidden = byId('facts').hidden = !first
  byId('failed-why').textContent = `${refused || whyLost || ''} Messages that were sent are safe in the log.`
  byId('composer').hidden = refused !== ''
  if (first) {
    byId('title').textContent = firstWords(first.text)
    byId('facts').textContent = `${date(first.at)}, times in UTC`
  }
  document.title = first ? `${firstWords(first.text)} · Hopline` : 'Hopline'
  threadView.show(thread, opinions.of)
  if (thread.live || toReveal) threadView.reveal(toReveal)
  toReveal = null
  composer.offline(whyLost !== null)
  health.show()
  showListOnChange()
}

/** The list follows the thread: it is read anew when a turn was taken in or answered. */
let listed = ''
const showListOnChange = () => {
  const { turns } = conversation.thread()
  const state = JSON.stringify([conversation.id(), ...turns.map(({ messageId, reply }) => [messageId, reply !== null])])
  if (state === listed) return
  listed = state
  list.show()
  void list.refresh()
}

byId('starts').append(
  ...examples.map(({ title, questions }) =>
    h('div', {}, h('h2', {}, title), ...questions.map((question) => h('button', { type: 'button', click: () => ask(question) }, question))),
  ),
)
byId('failed-retry').addEventListener('click', () => (refused ? (conversation.open(conversation.id()), (refused = '')) : retry()))
const keys = /** @type {HTMLDialogElement} */ (byId('keys'))
byId('show-keys').addEventListener('click', () => keys.showModal())
byId('close-keys').addEventListener('click', () => keys.close())
for (const dialog of document.querySelectorAll('dialog'))
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close())
listenToTheme(byId('theme'), say)
listenToKeys({ find: list.open, close: list.close })

// A fragment names a conversation here, so what else links to one does its work itself.
document.querySelector('.skip')?.addEventListener('click', (event) => {
  event.preventDefault()
  byId('main').focus()
})
for (const link of document.querySelectorAll('a[href="#"], .brand, .top nav a[aria-current]')) link.addEventListener('click', openNew)
addEventListener('popstate', openAddressed)
addEventListener('hashchange', openAddressed)
addEventListener('online', retry)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return
  void list.refresh()
  void health.refresh()
})
setInterval(() => {
  if (health.whyLost() !== null) health.show()
  if (conversation.thread().turns.some(isWorking)) threadView.tick(Date.now())
}, 200)

open(conversationOf(location.hash))
void outbox.flush()
void health.watch()
if (matchMedia('(pointer: fine)').matches) composer.focus()
