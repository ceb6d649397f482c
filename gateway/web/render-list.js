/** The list of conversations, by day. */
import { dot, h } from './element.js'
import { clockShort, date, day } from './words.js'

/**
 * @param {HTMLElement} place
 * @param {object} shown
 * @param {readonly import('./api.js').Listed[] | null} shown.conversations null while they load
 * @param {string | null} shown.current id of the open one
 * @param {string} shown.find only those whose title has this
 * @param {string} shown.failed one sentence where the list could not be read; the last known stays
 * @param {number} shown.now
 */
export const renderList = (place, { conversations, current, find, failed, now }) => {
  if (!conversations) return place.replaceChildren(failed ? h('p', { class: 'quiet small empty' }, failed) : bones())
  const wanted = find.trim().toLowerCase()
  const found = conversations.filter(({ title }) => title.toLowerCase().includes(wanted))
  const groups = Map.groupBy(found, ({ at }) => day(at, now))
  const focused =
    document.activeElement instanceof HTMLAnchorElement && place.contains(document.activeElement) ? document.activeElement.hash : null
  place.replaceChildren(
    ...(failed ? [h('p', { class: 'quiet small empty' }, failed)] : []),
    ...(found.length === 0
      ? [
          h(
            'p',
            { class: 'quiet small empty' },
            wanted ? `No title has “${find.trim()}”.` : 'No conversation yet. The first starts with a question.',
          ),
        ]
      : []),
    ...[...groups].flatMap(([name, those], i) => [
      h('p', { class: 'group', id: `group-${i}` }, name),
      h('ul', { 'aria-labelledby': `group-${i}` }, ...those.map((one) => renderOne(one, current, now))),
    ]),
  )
  if (focused) [...place.querySelectorAll('a')].find(({ hash }) => hash === focused)?.focus()
}

/** @param {import('./api.js').Listed} one @param {string | null} current @param {number} now */
const renderOne = ({ id, title, at, status }, current, now) =>
  h(
    'li',
    {},
    h(
      'a',
      { href: `#${id}`, 'aria-current': id === current ? 'page' : null },
      h('b', {}, title),
      h('time', { datetime: new Date(at).toISOString() }, day(at, now) === 'Today' ? clockShort(at) : date(at).replace(/ \d+$/, '')),
      status === 'failed' && h('span', { class: 'where say', 'data-s': 'failed' }, dot('failed'), 'a step failed'),
      (status === 'working' || status === 'accepted') && h('span', { class: 'where say', 'data-s': 'running' }, dot('running'), 'working'),
    ),
  )

const bones = () => h('div', { class: 'bones', 'aria-hidden': 'true' }, ...Array.from({ length: 5 }, () => h('span', { class: 'bone' })))
