/** Whether two sentences about the same thing say opposite things: one denies, or they name opposite directions. */

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
  [/\balways\b/i, /\b(?:never|rarely|sometimes)\b/i],
  [/\bup\b/i, /\bdown\b/i],
  [/\bsafe\w*/i, /\b(?:unsafe|dangerous|harmful)\b/i],
  [/\b(?:succeed|success)\w*/i, /\bfail\w*/i],
]

/** @param claim a sentence of an answer @param source the text that it is said to rest on */
export const contradicts = (claim: string, source: string): boolean =>
  denial.test(claim) !== denial.test(source) ||
  opposites.some(
    ([one, other]) =>
      (one.test(claim) && !other.test(claim) && other.test(source) && !one.test(source)) ||
      (other.test(claim) && !one.test(claim) && one.test(source) && !other.test(source)),
  )
