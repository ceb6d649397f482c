/** The words of a message as features: what tells "restart checkout" from "scale checkout", which vectors of sentences hardly do. */

export type Features = ReadonlyMap<string, number>

/** Keys, versions and numbers by their kind: which ticket it is says nothing about what is asked. */
const masked = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\b[A-Z]{2,6}-\d+\b|#\d+/g, ' tickettoken ')
    .replace(/\bINC\d+\b/gi, ' incidenttoken ')
    .replace(/\bv?\d+(?:\.\d+)+\S*/g, ' versiontoken ')
    .toLowerCase()
    .replace(/\d+/g, '0')

/** Words, pairs of words, and the first word, each with its weight. Of a long text (a pasted log) the first 60 words count. */
export const featuresOf = (text: string): Features => {
  const words = [...masked(text.slice(0, 2_000)).matchAll(/[\p{L}\p{N}]+|\?/gu)].map(([word]) => word).slice(0, 60)
  const features = new Map<string, number>()
  words.forEach((word, i) => {
    features.set(word, 1)
    if (i > 0) features.set(`${words[i - 1]} ${word}`, 0.7)
  })
  if (words[0]) features.set(`^${words[0]}`, 0.7)
  return features
}

/** Makes vectors of length 1 in which a feature weighs the more, the fewer labels it occurs with (inverse class frequency). */
export const openWeigher = (labelled: readonly { label: string; features: Features }[]) => {
  const labelsOf = new Map<string, Set<string>>()
  for (const { label, features } of labelled) {
    for (const feature of features.keys()) labelsOf.set(feature, (labelsOf.get(feature) ?? new Set()).add(label))
  }
  const count = new Set(labelled.map(({ label }) => label)).size

  return (features: Features): Features => {
    const weighed = [...features].map(([feature, weight]): [string, number] => {
      const rarity = Math.log((count + 1) / ((labelsOf.get(feature)?.size ?? 0) + 0.5))
      return [feature, weight * Math.max(rarity, 0.05)]
    })
    const length = Math.hypot(...weighed.map(([, weight]) => weight)) || 1
    return new Map(weighed.map(([feature, weight]) => [feature, weight / length]))
  }
}

/** Cosine of two weighed feature vectors. */
export const overlap = (a: Features, b: Features): number => {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  let sum = 0
  for (const [feature, weight] of small) sum += weight * (large.get(feature) ?? 0)
  return sum
}
