/** Names what a message asks for, from the logits of the encoder and the scores of the lexical model beside it. */

/** How logits become decisions; fitted on messages of their own. */
export type Heads = {
  /** The labels of the logits, in their order. */
  readonly intents: readonly string[]
  /** How much a lexical score counts beside a logit of the encoder; their sum is what decides. */
  readonly lexical: { readonly weight: number }
  /** Divides the sums before the softmax (Guo et al. 2017). */
  readonly temperature: number
  /** In scope with the probability sigmoid(slope × highest sum + offset), and rejected below the threshold. */
  readonly scope: { readonly slope: number; readonly offset: number; readonly threshold: number }
  /**
   * A clause's own intent counts beside the strongest of the message where the encoder's logit of the whole message gives it a chance of at least
   * `whole`, and its score in the clause alone is at least `clause`.
   */
  readonly several: { readonly whole: number; readonly clause: number }
}

/** What the encoder and the lexical model say of a text, in the order of the labels. */
export type Evidence = { readonly logits: Float32Array; readonly lexical: Float32Array }

export type Scored = { label: string; score: number }
export type Classified = Scored & {
  /** How likely it is that the message asks for anything of the catalogue. */
  inScope: number
  /** The next likely; where the message is out of scope, all of them. Best first. */
  alternatives: Scored[]
}

export const outOfScope = 'out_of_scope'

/** @param threshold of the probability to be in scope, 0 to 1; the model's by default */
export const openClassifier = (heads: Heads, threshold = heads.scope.threshold) => {
  const { intents, lexical: words, temperature, scope, several } = heads

  /** The score of a label is how likely it is where the text is in scope, times how likely that is; out_of_scope has the rest. */
  const rank = ({ logits, lexical }: Evidence): { inScope: number; ranked: Scored[] } => {
    const sums = Float64Array.from(logits, (logit, i) => logit + words.weight * lexical[i]!)
    const highest = Math.max(...sums)
    const inScope = sigmoid(scope.slope * highest + scope.offset)
    const weights = sums.map((sum) => Math.exp((sum - highest) / temperature))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const ranked = intents.map((label, i) => ({ label, score: (inScope * weights[i]!) / total })).sort((a, b) => b.score - a.score)
    return { inScope, ranked }
  }

  /** Labels that the encoder finds possible in the whole message, besides `label`. */
  const possible = (whole: Evidence, label: string): string[] =>
    intents.filter((other, i) => other !== label && sigmoid(whole.logits[i]!) >= several.whole)

  return {
    classify(text: Evidence): Classified {
      const { inScope, ranked } = rank(text)
      if (inScope < threshold) return { label: outOfScope, score: 1 - inScope, inScope, alternatives: ranked.slice(0, 3) }
      return { ...ranked[0]!, inScope, alternatives: ranked.slice(1, 4) }
    },
    /** Whether anything besides `label` is possible, so that the clauses are worth reading. */
    mayAskForMore: (whole: Evidence, label: string): boolean => label !== outOfScope && possible(whole, label).length > 0,
    /** What the clauses of a message ask for besides `label`, best first. */
    besides(whole: Evidence, label: string, clauses: readonly Evidence[]): Scored[] {
      const allowed = new Set(possible(whole, label))
      const found = new Map<string, number>()
      for (const clause of clauses) {
        const { label: own, score } = rank(clause).ranked[0]!
        if (score >= several.clause && allowed.has(own)) found.set(own, Math.max(score, found.get(own) ?? 0))
      }
      return [...found].map(([other, score]) => ({ label: other, score })).sort((a, b) => b.score - a.score)
    },
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
