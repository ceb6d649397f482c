/** What speaks for a question being answered here at all. */
import type { Candidate } from './candidates.ts'
import { within0and1 } from './features.ts'
import type { Signals } from './model.ts'
import type { Idea } from './read-question.ts'

/** @param ranked candidates with their log-odds, best first, at least one */
export const signalsOf = (ranked: readonly (Candidate & { score: number })[], ideas: readonly Idea[]): Signals => {
  const best = ranked[0]!
  const own = ranked.filter(({ chunk }) => chunk.document === best.chunk.document)
  const most = (feature: 'meaning' | 'sentence' | 'words') => Math.max(...own.map(({ features }) => features[feature]))
  // How far the best is ahead of all that were found, since collections differ in how near everything is to everything.
  const mean = (feature: 'meaning' | 'words') => ranked.reduce((sum, { features }) => sum + features[feature], 0) / ranked.length
  // The words that say most of what is asked: an answer that lacks them is an answer to something else.
  const rarest = ideas.slice(0, 3)
  const terms = new Set(own.flatMap(({ chunk }) => chunk.terms))
  const held = rarest.filter((idea) => idea.terms.some(({ term, worth }) => worth >= 0.5 && terms.has(term)))
  const weight = (list: readonly Idea[]) => list.reduce((sum, { rarity }) => sum + rarity, 0)
  return {
    meaning: most('meaning'),
    sentence: most('sentence'),
    words: most('words'),
    document: best.features.document,
    title: best.features.title,
    lead: best.features.lead,
    rarest: rarest.length > 0 ? weight(held) / weight(rarest) : 0,
    meaningAhead: within0and1((most('meaning') - mean('meaning')) * 2),
    wordsAhead: within0and1((most('words') - mean('words')) * 2),
    // Near in meaning and in words at once: one alone is chance more often.
    both: Math.sqrt(most('meaning') * best.features.document),
  }
}
