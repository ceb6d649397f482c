/** What is said where nothing is known: that, what was searched, what came nearest, and who can help. Never a guess after it. */
import type { Passage } from '../../schemas/index.ts'

/** @param at when the knowledge base was searched, in ms since 1970 */
export const refuse = (passages: readonly Passage[], searched: number, at: number): string => {
  const time = `${new Date(at).toISOString().slice(11, 19)} UTC`
  const titles = [...new Set(passages.map(({ title }) => title))].slice(0, 3).map((title) => `“${title}”`)
  const where =
    searched === 0
      ? `There is no passage in the knowledge base that I may answer from here, as of ${time}.`
      : `I searched ${searched} ${searched === 1 ? 'passage' : 'passages'} as of ${time}, and none answers this.`
  const nearest = titles.length > 0 ? ` Nearest, but without an answer: ${listed(titles)}.` : ''
  return `I don't know. ${where}${nearest} Write “talk to a person” to ask for somebody who does.`
}

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
