import { rule, rules, sure, type Found } from '../found.ts'
import { firstNames } from './first-names.ts'
import { everyone, groupHandle } from './teams.ts'
import { isFirstName, isName, notName } from './names.ts'

const capitalised = "(?:\\p{Lu}['’])?\\p{Lu}\\p{Ll}{1,20}(?:-\\p{Lu}\\p{Ll}{1,20})?"
const edge = '(?<![\\p{L}\\p{N}_@#/.-])'
const end = '(?![\\p{L}\\p{N}_@]|[.-][\\p{L}\\p{N}])'
const name = new RegExp(`${edge}${capitalised}(?:\\s(?:van |von |de |la )?${capitalised}){0,2}(?:(?=['’]s(?!\\p{L}))|${end})`, 'gu')

/** What before a name says that it is a person's. */
const asksForPerson =
  /(?<!\p{L})(?:(?:re)?assign(?:ed)?(?:\s\S{1,14}){0,2}\s(?:to|from)|owner(?:\sis|:)?|reported by|reporter:?|cc|ping|ask|tell|contact|colleague|kolleg(?:e|en|in)|mr\.?|mrs\.?|ms\.?|dr\.?|herrn?|frau|señora?|monsieur|madame|on behalf of|manager|boss|acked by|approved by|frag|sag|zuweisen an|asigna(?:r|lo)?(?:\s\S{1,14})?\sa|assigne[rz]?(?:\s\S{1,14})?\sà|pregunta a|demande à|weise\s\S{1,14}\s(?:zu\s)?)\s$/iu

function* names(text: string): Generator<Found> {
  for (const match of text.matchAll(name)) {
    // The first word of a sentence has a capital too: 'Ping Jana Novak'.
    const words = match[0].split(' ')
    const slice = words.slice(words.findLastIndex((word) => notName.test(word)) + 1).join(' ')
    const start = match.index + match[0].length - slice.length
    if (!slice || !isName(slice)) continue
    if (isFirstName(slice) || asksForPerson.test(text.slice(Math.max(0, start - 60), start))) {
      yield { type: 'person', start, end: start + slice.length, value: slice }
    }
  }
}

const asked = `${edge}(?:(?:re)?assign(?:ed)?\\s(?:\\S{1,14}\\s)?to|cc|ping|ask)\\s(?<it>\\p{Ll}{3,14}(?:\\s\\p{Ll}{3,14})?)${end}`

/** @handles, names after words that ask for a person, titles, and usual first names. */
export const people = rules(
  sure(
    rule('person', /(?<![\w.@/+-])@[a-z][\w-]{0,40}(?:\.[\w-]{1,40}){0,3}(?![\w@]|[-.]\w)/giu, (handle) =>
      groupHandle.test(handle) || everyone.test(handle.slice(1)) ? null : handle.slice(1),
    ),
  ),
  names,
  rule('person', new RegExp(asked, 'dgu'), (slice) => (firstNames.has(slice.split(' ')[0]!) ? slice : null)),
)
