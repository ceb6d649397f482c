/** Every topic, once. Names, keys and records are part of the outside interface. */
import type { RecordName, Records } from '../schemas/index.ts'
import type { TopicSpec } from './log.ts'

/**
 * `conversation`: tenant/conversation, each part percent-encoded, so that a conversation stays in order.
 * `document`: tenant/document in the same way, so that no tenant writes over another's. `tenant`: that name itself. `effect`: the effect key.
 */
export type KeyKind = 'conversation' | 'document' | 'tenant' | 'effect'

export type Topic<Name extends RecordName | null = RecordName | null> = {
  readonly name: string
  /** null: values are bytes as they came. */
  readonly record: Name
  readonly key: KeyKind
  readonly cleanup: TopicSpec['cleanup']
  readonly retentionMs?: number
  readonly maxBytes?: number
  readonly summary: string
}

/** What a topic's values decode to. */
export type RecordOf<T extends Topic> = T['record'] extends RecordName ? Records[T['record']] : Buffer

const day = 24 * 3_600_000
const mebibyte = 1 << 20

const topic = <Name extends RecordName | null>(
  name: string,
  record: Name,
  key: KeyKind,
  summary: string,
  rest: Partial<Pick<Topic, 'cleanup' | 'retentionMs' | 'maxBytes'>> = {},
): Topic<Name> => ({ name, record, key, summary, cleanup: 'delete', ...(rest.cleanup ? {} : { retentionMs: 400 * day }), ...rest })

const kept = { cleanup: 'delete', maxBytes: 8 * mebibyte } as const
const compacted = { cleanup: 'compact' } as const

export const topics = {
  messages: topic('chat.messages', 'Message', 'conversation', 'What people wrote.'),
  intents: topic('chat.intents', 'IntentEvent', 'conversation', 'What each message asks for.'),
  entities: topic('chat.entities', 'EntityEvent', 'conversation', 'The named things in it.'),
  contexts: topic('chat.contexts', 'ContextEvent', 'conversation', 'The knowledge found for it.'),
  answers: topic('chat.answers', 'AnswerEvent', 'conversation', 'The answer.'),
  actions: topic('chat.actions', 'ActionEvent', 'conversation', 'The action, and what became of it.'),
  replies: topic('chat.replies', 'ReplyEvent', 'conversation', 'What goes back to the person.'),
  decisions: topic('chat.decisions', 'Decision', 'conversation', 'What people decided about proposed actions.'),
  effects: topic('chat.effects', 'Effect', 'effect', 'Effects outside the log: started, done, unknown.', compacted),
  events: topic('chat.events', 'ChatEvent', 'conversation', 'Edits and deletions of messages.'),
  deltas: topic('chat.deltas', 'Delta', 'conversation', 'Sentences of replies that are still being made.', { retentionMs: day / 24 }),
  feedback: topic('chat.feedback', 'Feedback', 'conversation', 'Thumbs, reasons and corrections.'),
  deliveries: topic('chat.deliveries', 'Delivery', 'conversation', 'That replies reached their channels.'),
  deadLetters: topic('chat.dead-letters', null, 'conversation', 'Records that could not be processed, whole.', {
    ...kept,
    maxBytes: 9 * mebibyte,
  }),
  conversations: topic('conversations', 'Conversation', 'conversation', 'What is remembered of each conversation.', compacted),
  revisions: topic('knowledge.revisions', 'Revision', 'document', 'Every version of every document.', kept),
  heads: topic('knowledge.heads', 'Head', 'document', 'The current revision of each document.', compacted),
  chunks: topic('knowledge.chunks', 'DocumentChunks', 'document', 'Searchable pieces: text, vectors, access list.', {
    ...compacted,
    maxBytes: 8 * mebibyte,
  }),
  driftReports: topic('drift.reports', 'DriftReport', 'tenant', 'How windows of messages differ from the reference.'),
  retrainingRequests: topic('retraining.requests', 'RetrainingRequest', 'tenant', 'Requests to train anew.'),
  audit: topic('audit', 'AuditEntry', 'tenant', 'Who did what.'),
} as const

/** The spec a driver creates a topic from. Partitions are equal along the pipeline and fixed at creation. */
export const specOf = (topic: Topic, partitions: number): TopicSpec => ({
  name: topic.name,
  partitions,
  cleanup: topic.cleanup,
  ...(topic.retentionMs === undefined ? {} : { retentionMs: topic.retentionMs }),
  ...(topic.maxBytes === undefined ? {} : { maxBytes: topic.maxBytes }),
})

const keyOf = (tenant: string, id: string): string => `${encodeURIComponent(tenant)}/${encodeURIComponent(id)}`

const parseKey = (key: string): { tenant: string; id: string } | null => {
  const [tenant, id, ...more] = key.split('/')
  if (!tenant || !id || more.length > 0) return null
  try {
    return { tenant: decodeURIComponent(tenant), id: decodeURIComponent(id) }
  } catch {
    return null
  }
}

/** The key of `chat.*` and `conversations`. */
export const conversationKey = (tenant: string, conversationId: string): string => keyOf(tenant, conversationId)

/** The way back from a conversation key, or null where the bytes are not one. */
export const parseConversationKey = (key: string): { tenant: string; conversationId: string } | null => {
  const parsed = parseKey(key)
  return parsed && { tenant: parsed.tenant, conversationId: parsed.id }
}

/** The key of `knowledge.*`. */
export const documentKey = (tenant: string, document: string): string => keyOf(tenant, document)

/** The way back from a document key, or null where the bytes are not one. */
export const parseDocumentKey = (key: string): { tenant: string; document: string } | null => {
  const parsed = parseKey(key)
  return parsed && { tenant: parsed.tenant, document: parsed.id }
}
