/** Event ids of a conversation's stream: the next offset to show of each topic, in the order of `stepTopics`, in base 36. */
import { stepTopics, type Step } from './step.ts'

export type Positions = number[]

export const startPositions = (): Positions => stepTopics.map(() => 0)

export const positionsId = (positions: Positions): string => positions.map((offset) => offset.toString(36)).join('.')

/** null where the text is not an id of ours: the stream then begins anew. */
export const parsePositions = (id: string): Positions | null => {
  const parts = id.split('.')
  if (parts.length !== stepTopics.length || !parts.every((part) => /^[0-9a-z]{1,10}$/.test(part))) return null
  return parts.map((part) => Number.parseInt(part, 36))
}

/** Moves past a step; false where it is behind the positions, so that it was shown already. */
export const pass = (positions: Positions, { topic, offset }: Step): boolean => {
  const i = stepTopics.indexOf(topic)
  if (offset < positions[i]!) return false
  positions[i] = offset + 1
  return true
}
