import { lowerCase, rule, rules, weak } from '../found.ts'
import { isFirstName, isName } from './names.ts'
import { ordinary } from './services.ts'

const word = "\\p{Lu}[\\p{L}\\p{N}&'’-]{1,24}"
const small = '(?:\\s(?:of|de|du|des|der|von|van|&|and|y|et))?'

/** Forms that names have and other words too: they count only beside what the token classifier says. */
export const forms = rules(
  // Two to four words with capitals inside a sentence: a customer, where the first is nobody's first name.
  weak(
    rule(
      'customer',
      new RegExp(`(?<=[\\p{Ll}\\p{N},:(]\\s?)(?<![\\p{L}\\p{N}_@#/.-])${word}(?:${small}\\s${word}){1,3}(?![\\p{L}\\p{N}_])`, 'gu'),
      (slice) => (isName(slice.split(' ')[0]!) && !isFirstName(slice) ? slice : null),
    ),
  ),
  weak(
    rule('service', /(?<![\w./#@=-])[a-z][a-z0-9]{1,24}(?:[-_][a-z0-9]{1,20}){1,4}(?![\w/@=]|[.:-]\w)/g, (slice) =>
      ordinary.test(slice) ? null : slice,
    ),
  ),
  weak(rule('host', /(?<![\w./#@=-])[a-z][a-z0-9]{1,20}(?:-[a-z0-9]{1,20}){0,3}-\d{1,3}(?![\w%/]|[.:-]\w)/gi, lowerCase)),
)
