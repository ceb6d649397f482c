import type { Citation, Turn } from '../../schemas/index.ts'

const wantsMore =
  /^\W*(?:(?:ok|so|and|but|hm+|no)[, ]+)*(?:what else|anything else|more\b|tell me more|go on|continue|next|then|(?:that|this|it) (?:did|does|is) ?n[o']?t|did ?n[o']?t|still|no luck|(?:i )?(?:already )?tried|sonst noch|was noch|weiter|autre chose|algo más|qué más)/iu

/** What earlier replies quoted, where a message asks for something else than that; else nothing. */
export const saidBefore = (message: string, turns: readonly Turn[]): readonly Citation[] =>
  wantsMore.test(message) ? turns.flatMap(({ citations }) => citations) : []
