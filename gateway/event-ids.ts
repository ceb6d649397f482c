/** Which message was posted under which key of the sender's, for a day. */
import { createHash } from 'node:crypto'

const keepMs = 24 * 3_600_000
const mostIds = 100_000

export type PostedEvent = { messageId: string; conversationId: string; textDigest: string }

export interface EventIds {
  find(eventId: string): PostedEvent | null
  /** The first note of an id holds. @param at when its message was appended, in ms since 1970 */
  note(eventId: string, posted: PostedEvent, at: number): void
}

export const openEventIds = (now: () => number): EventIds => {
  const known = new Map<string, PostedEvent & { at: number }>()
  const isOld = ({ at }: { at: number }) => at < now() - keepMs
  return {
    find(eventId) {
      const found = known.get(eventId)
      return found && !isOld(found) ? found : null
    },
    note(eventId, posted, at) {
      const earlier = known.get(eventId)
      if (isOld({ at }) || (earlier && !isOld(earlier))) return
      known.delete(eventId)
      known.set(eventId, { ...posted, at })
      for (const [oldest, one] of known) {
        if (known.size <= mostIds && !isOld(one)) break
        known.delete(oldest)
      }
    },
  }
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')
