/** What a question is after, and which statements serve that: read from the question's words and from the headings of runbooks. */
import type { Statement } from './statements.ts'

export type Purpose = 'mend' | 'check' | 'understand'

const check =
  /\b(?:how (?:can|do|could|to|would) ?(?:i|we|you)? ?(?:tell|check|see|find|know|verify|debug|diagnose|detect|list|confirm|inspect)|what (?:should|can|could|must|do) (?:i|we) (?:check|look)|find out|which|who|where|diagnos\w*|investigat\w*|troubleshoot\w*|root cause)\b/i
const understand = /\b(?:what (?:is|are|does|do)\b(?! i\b| we\b)|what's|mean(?:s|ing)?|why|explain|difference|cause[sd]?|reason)\b/i

export const purposeOf = (question: string): Purpose => (check.test(question) ? 'check' : understand.test(question) ? 'understand' : 'mend')

const sections: readonly [Purpose, RegExp][] = [
  [
    'mend',
    /\b(?:fix|mitigat\w*|resol\w*|remed\w*|recover\w*|repair|solution|action|first|steps?|how to|what to do|procedure|workaround)\b/i,
  ],
  ['check', /\b(?:check\w*|diagnos\w*|investigat\w*|confirm|find|troubleshoot\w*|verify|symptoms?|debug\w*|first)\b/i],
  ['understand', /\b(?:meaning|what|overview|causes?|background|why|about|impact|introduction|description|context)\b/i],
]
const aside = /\b(?:see also|references?|links?|when to call|escalat\w*|further reading|additional resources|contact|change ?log)\b/i
const proof = /\b(?:verify|verification|works? again|confirm\w*)\b/i

/** What is added to the score of a statement for standing under a heading that serves the purpose, and for its own shape. */
export const suits = ({ headings, text, commands, kind }: Statement, purpose: Purpose): number => {
  const heading = headings.at(-1) ?? ''
  const serves = sections.some(([of, pattern]) => of === purpose && pattern.test(heading)) ? 0.15 : 0
  const steps = purpose === 'mend' && (kind === 'step' || commands.length > 0) ? 0.08 : 0
  const prose = purpose === 'understand' && kind === 'prose' ? 0.06 : 0
  // A line that only introduces others, a bare reference, or a fragment says little by itself.
  const hollow =
    (text.endsWith(':') && commands.length === 0) ||
    /^(?:see|read|refer to)\b/i.test(text) ||
    (text.split(/\s+/).length < 4 && commands.length === 0)
  return (
    serves +
    steps +
    prose -
    (aside.test(heading) ? 0.35 : 0) -
    (purpose === 'mend' && proof.test(heading) ? 0.35 : 0) -
    (hollow ? 0.3 : 0) -
    (mostlyQuoted(text) ? 0.4 : 0)
  )
}

/** A sentence that lists names and messages matches many questions and answers none. */
const mostlyQuoted = (text: string): boolean =>
  [...text.matchAll(/`[^`]+`/g)].reduce((sum, [quoted]) => sum + quoted.length, 0) > 0.45 * text.length
