/** Whether two sentences about the same thing disagree: one denies, they name opposite directions, or one makes a rule of a case. */

const denial =
  /\b(?:not|never|no|none|nothing|without|cannot|avoid|instead of|rather than|unless|except|neither|nor|nicht|kein\w*|nie|nunca|jamais|ne)\b|n['’]t\b/i

const opposites: readonly (readonly [RegExp, RegExp])[] = [
  [/\benabl\w*/i, /\bdisabl\w*/i],
  [/\b(?:increas|rais|grow|larger|higher|more)\w*/i, /\b(?:decreas|lower|reduc|shrink|smaller|fewer|less)\w*/i],
  [/\bbefore\b/i, /\bafter\b/i],
  [/\b(?:start|begin)\w*/i, /\b(?:stop|halt)\w*/i],
  [/\b(?:add|creat)\w*/i, /\b(?:remov|delet)\w*/i],
  [/\b(?:open)\w*/i, /\b(?:clos)\w*/i],
  [/\b(?:allow|permit)\w*/i, /\b(?:den(?:y|ie)|forbid|refus|block)\w*/i],
  [/\b(?:at least|minimum|above|over|exceed\w*)\b/i, /\b(?:at most|maximum|below|under)\b/i],
  [/\b(?:small|tiny)\w*/i, /\b(?:large|big|huge)\w*/i],
  [/\bshort\w*/i, /\b(?:long|longer|longest)\b/i],
  [/\bslow\w*/i, /\b(?:fast|quick)\w*/i],
  [/\b(?:healthy|well|right|correct)\b/i, /\b(?:unhealthy|ill|wrong|broken)\b/i],
  [/\b(?:empty|none)\b/i, /\bfull\b/i],
  [/\b(?:speeds?|speeding)\b/i, /\b(?:holds? back|slows?|delays?)\b/i],
  [/\bfirst\b/i, /\blast\b/i],
  [/\balways\b/i, /\b(?:never|rarely|sometimes)\b/i],
  [/\bup\b/i, /\bdown\b/i],
  [/\bsafe\w*/i, /\b(?:unsafe|dangerous|harmful)\b/i],
  [/\b(?:succeed|success)\w*/i, /\bfail\w*/i],
]

const fromTo = /\b(?:from|von|de|desde)\s+(\S+)\s+(?:to|into|auf|nach|zu|a|à)\s+(\S+)/gi
const ways = (text: string): string[] => [...text.toLowerCase().matchAll(fromTo)].map(([, from, to]) => `${bare(from!)} ${bare(to!)}`)
const bare = (word: string): string => word.replace(/[^\p{L}\p{N}]+$/u, '')

/** That one goes from A to B where the other goes from B to A. */
const turnsRound = (claim: string, source: string): boolean => {
  const back = ways(source).map((way) => way.split(' ').reverse().join(' '))
  return ways(claim).some((way) => back.includes(way))
}

const universal = /\b(?:all|every|each|any|always|entire|whole|everybody|everyone|unlimited|alle\w*|jede\w*|tod[oa]s?|tous|toutes?)\b/i

/** @param claim a sentence of an answer @param source the text that it is said to rest on */
export const contradicts = (claim: string, source: string): boolean =>
  denial.test(claim) !== denial.test(source) ||
  turnsRound(claim, source) ||
  (universal.test(claim) && !universal.test(source)) ||
  opposites.some(
    ([one, other]) =>
      (one.test(claim) && !other.test(claim) && other.test(source) && !one.test(source)) ||
      (other.test(claim) && !one.test(claim) && one.test(source) && !other.test(source)),
  )
