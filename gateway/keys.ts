/** Whose conversations the gateway shows: those of the one tenant there is while there is no login. */
import { conversationKey, parseConversationKey } from '../streams/topics.ts'

export const tenant = 'default'

export const keyOf = (conversationId: string): string => conversationKey(tenant, conversationId)

/** The conversation of a key; null where it is another tenant's. */
export const conversationOf = (key: string): string | null => {
  const parsed = parseConversationKey(key)
  return parsed?.tenant === tenant ? parsed.conversationId : null
}
