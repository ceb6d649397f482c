// Generated from *.avsc by `npm run generate`. Do not edit.

/** An action that a message asks for, and what became of it. */
export type Action = {
  /** Label of the intent that asks for it. */
  name: string
  /** Filled from the entities. */
  parameters: Readonly<Record<string, string>>
  /** What became of it. */
  verdict: Verdict
  /** One sentence: why. */
  reason: string
}

/** What generation made of a message and its passages. */
export type Answer = {
  /** Markdown; [1] refers to the first citation. */
  text: string
  /** What the answer is. */
  kind: ReplyKind
  /** The model that spoke. */
  model: string
  /** In the order of their numbers in the text. */
  citations: readonly Citation[]
  /** Which language models were asked; null where none was. */
  use: ModelUse | null
}

/** Who wrote a message, as the channel vouches for them. */
export type Author = {
  /** Identity in the channel; never taken from text. */
  id: string
  /** Name to show. */
  name: string
  /** Groups of this identity, from claims or the mapping. */
  groups: readonly string[]
}

/** A piece of a document that is found and cited as a whole. */
export type Chunk = {
  /** By content: document, heading path and text. */
  id: string
  /** Heading path, outermost first. */
  headings: readonly string[]
  /** The text of the document from start to end. */
  text: string
  /** First UTF-16 code unit in the document. */
  start: number
  /** One past the last. */
  end: number
  /** Unit vector of title, headings and text, float32 little endian. */
  vector: Buffer
  /** Sentences of the chunk in reading order. */
  sentences: readonly Sentence[]
}

/** The exact quote that supports a sentence of a reply. */
export type Citation = {
  /** Document id. */
  document: string
  /** Revision of the document. */
  revision: string
  /** First UTF-16 code unit in the document. */
  start: number
  /** One past the last. */
  end: number
  /** The document's text from start to end. */
  quote: string
  /** Title of the document. */
  title: string
  /** Heading path, outermost first. */
  headings: readonly string[]
}

/** A named thing in a message. */
export type Entity = {
  /** Type of the entity catalogue. */
  type: string
  /** The exact slice of the message. */
  text: string
  /** First UTF-16 code unit. */
  start: number
  /** One past the last UTF-16 code unit. */
  end: number
  /** Normalised form. */
  value: string
}

/** Why a message could not be processed; set on the record that travels on in its place. */
export type Failure = {
  /** Processor that gave up. */
  hop: string
  /** Code of streams/errors.ts. */
  code: string
  /** One sentence for the person, without secrets. */
  message: string
  /** When, in ms since 1970. */
  at: number
}

/** An intent and how likely it is. */
export type IntentScore = {
  /** Label of the intent catalogue. */
  label: string
  /** 0 to 1. */
  score: number
}

/** What a message asks for. */
export type Intent = {
  /** Label of the intent catalogue, or out_of_scope. */
  label: string
  /** 0 to 1. */
  score: number
  /** How likely it is that the message asks for anything of the catalogue, 0 to 1. */
  inScope: number
  /** What does the work after retrieval. */
  route: Route
  /** The next likely intents, best first. */
  alternatives: readonly IntentScore[]
  /** What the same message asks for besides, best first. */
  others: readonly IntentScore[]
}

/** A name of the organisation's own, as a document lists it. */
export type KnownName = {
  /** Type of the entity catalogue: service, person, team, customer or cluster. */
  type: string
  /** The name, as written. */
  name: string
}

/** One call of a language model, or why it was not called. */
export type ModelTry = {
  /** Name of the model. */
  model: string
  /** answered, or what went wrong, by its name in the table of retries. */
  outcome: string
  /** How long it took, in ms. */
  ms: number
}

/** What was asked of language models for an answer, and what it cost. */
export type ModelUse = {
  /** Version and digest of the prompt. */
  prompt: string
  /** In the order they were made; the last one may have answered. */
  tries: readonly ModelTry[]
  /** Tokens read by the model that answered, those of its cache included. */
  inputTokens: number
  /** Tokens written by it, hidden reasoning included. */
  outputTokens: number
  /** US dollars by the price table; null where the model has no price there, or its use is not known. */
  cost: number | null
  /** That the answer was made for an equal question before, and cost nothing now. */
  cached: boolean
  /** Sentences that the model wrote. */
  sentences: number
  /** Why sentences of it were left out: a reason for each, without the sentence. */
  dropped: readonly string[]
}

/** A piece of knowledge that was found for a message. */
export type Passage = {
  /** Id of the chunk, by content. */
  chunk: string
  /** Document id. */
  document: string
  /** Revision of the document, by content. */
  revision: string
  /** Title of the document. */
  title: string
  /** Heading path, outermost first. */
  headings: readonly string[]
  /** The text of the document from start to end. */
  text: string
  /** First UTF-16 code unit in the document. */
  start: number
  /** One past the last. */
  end: number
  /** Fused score, 0 to 1. */
  score: number
  /** Sentences of the passage in reading order. */
  sentences: readonly Sentence[]
}

/** Who can read the place a message was written in. */
export type Place = 'direct' | 'private' | 'public' | 'UNKNOWN'

/** What a reply is to the person who reads it. */
export type ReplyKind = 'answer' | 'refusal' | 'question' | 'proposal' | 'talk' | 'failure' | 'UNKNOWN'

/** What the person reads. */
export type Reply = {
  /** Markdown; [1] refers to the first citation. */
  text: string
  /** What the reply is. */
  kind: ReplyKind
  /** The model that spoke. */
  model: string
  /** In the order of their numbers in the text. */
  citations: readonly Citation[]
  /** The action, where one was recognised. */
  action: Action | null
}

/** What does the work after retrieval: a grounded answer, an action, a read-only look-up, or a fixed conversational reply. */
export type Route = 'answer' | 'act' | 'look' | 'talk' | 'UNKNOWN'

/** A message id that was taken in. */
export type Seen = {
  /** Message id. */
  messageId: string
  /** When, in ms since 1970. */
  at: number
}

/** A sentence of a passage, with its place in the document. */
export type Sentence = {
  /** First UTF-16 code unit in the document. */
  start: number
  /** One past the last. */
  end: number
  /** Sentence vector, int8, one byte a dimension, unit length at 127; empty where the sentence was not embedded. */
  vector: Buffer
}

/** A span that the token classifier takes for an entity. */
export type Spotted = {
  /** Type of the entity catalogue. */
  type: string
  /** First UTF-16 code unit. */
  start: number
  /** One past the last UTF-16 code unit. */
  end: number
  /** How likely the span is right, 0 to 1. */
  score: number
}

/** One earlier utterance of a conversation. */
export type Turn = {
  /** person or bot. */
  role: string
  /** The message, or the message a reply belongs to. */
  messageId: string
  /** What was said. */
  text: string
  /** When, in ms since 1970. */
  at: number
  /** Of a reply: its sources, in the order of their numbers in the text. */
  citations: readonly Citation[]
}

/** What became of a recognised action. */
export type Verdict = 'denied' | 'proposed' | 'queued' | 'done' | 'unknown' | 'cancelled' | 'UNKNOWN'

/** … and the action. */
export type ActionEvent = {
  /** The message, unchanged. */
  message: Message
  /** Set where a hop gave up; later hops pass the record on. */
  failure: Failure | null
  /** Earlier turns of the conversation, oldest first. */
  turns: readonly Turn[]
  /** What the message asks for. */
  intent: Intent | null
  /** Named things in the message, in order, not overlapping. */
  entities: readonly Entity[]
  /** What generation made of it. */
  answer: Answer | null
  /** The action, where one was recognised. */
  action: Action | null
}

/** … and the answer. */
export type AnswerEvent = {
  /** The message, unchanged. */
  message: Message
  /** Set where a hop gave up; later hops pass the record on. */
  failure: Failure | null
  /** Earlier turns of the conversation, oldest first. */
  turns: readonly Turn[]
  /** What the message asks for. */
  intent: Intent | null
  /** Named things in the message, in order, not overlapping. */
  entities: readonly Entity[]
  /** What generation made of it. */
  answer: Answer | null
}

/** Who did what, for the record. */
export type AuditEntry = {
  /** Id of the entry. */
  id: string
  /** Who. */
  actor: string
  /** What. */
  action: string
  /** To what. */
  subject: string
  /** How it ended. */
  outcome: string
  /** When, in ms since 1970. */
  at: number
}

/** An edit or deletion of an earlier message. */
export type ChatEvent = {
  /** The message that changed. */
  messageId: string
  /** Tenant. */
  tenant: string
  /** Conversation. */
  conversationId: string
  /** edited or deleted. */
  kind: string
  /** The new text of an edit. */
  text: string | null
  /** When, in ms since 1970. */
  at: number
}

/** … and the knowledge that was found for it. */
export type ContextEvent = {
  /** The message, unchanged. */
  message: Message
  /** Set where a hop gave up; later hops pass the record on. */
  failure: Failure | null
  /** Earlier turns of the conversation, oldest first. */
  turns: readonly Turn[]
  /** What is asked, where that is not the message's text: a follow-up as a whole question, an alert without its noise. The vector is of this text then. */
  question: string
  /** Unit vector of the text, float32 little endian. */
  vector: Buffer
  /** Name and digest of the encoder that made the vector. */
  encoder: string
  /** What the message asks for. */
  intent: Intent | null
  /** Named things in the message, in order, not overlapping. */
  entities: readonly Entity[]
  /** Best first. */
  passages: readonly Passage[]
  /** Number of chunks that the reader may see and that were searched. */
  searched: number
  /** Probability, 0 to 1, that the passages answer the message; -1 where nobody said. */
  answerable: number
}

/** What is remembered of a conversation. */
export type Conversation = {
  /** Last turns, oldest first. */
  turns: readonly Turn[]
  /** Message ids of the last 24 hours, oldest first; repeats are dropped from here. */
  seen: readonly Seen[]
}

/** What a person decided about a proposed action. */
export type Decision = {
  /** The proposal. */
  actionId: string
  /** The message that led to it. */
  messageId: string
  /** Tenant. */
  tenant: string
  /** Conversation. */
  conversationId: string
  /** Who decided. */
  author: Author
  /** approve, cancel or edit. */
  decision: string
  /** Changed parameters, where edited. */
  parameters: Readonly<Record<string, string>>
  /** When, in ms since 1970. */
  at: number
}

/** That a reply reached its channel. */
export type Delivery = {
  /** The message that was answered. */
  messageId: string
  /** Tenant. */
  tenant: string
  /** Conversation. */
  conversationId: string
  /** Channel. */
  channel: string
  /** What the channel calls the post. */
  externalId: string
  /** sent, updated or failed. */
  state: string
  /** When, in ms since 1970. */
  at: number
}

/** A sentence of a reply that is still being made; the reply replaces it. */
export type Delta = {
  /** The message that is answered. */
  messageId: string
  /** Tenant. */
  tenant: string
  /** Conversation. */
  conversationId: string
  /** A higher attempt voids the deltas of the ones before. */
  attempt: number
  /** Counted from 0. */
  seq: number
  /** A whole sentence that passed the checks of a reply. */
  text: string
}

/** The searchable pieces of the current revision of a document. */
export type DocumentChunks = {
  /** Document id. */
  document: string
  /** Digest of the content. */
  revision: string
  /** Title. */
  title: string
  /** Tenant. */
  tenant: string
  /** Principals that may read it; empty means everyone of the tenant. */
  access: readonly string[]
  /** Name and digest of the encoder that made the vectors. */
  encoder: string
  /** In reading order. */
  chunks: readonly Chunk[]
}

/** How a window of messages differs from the reference. */
export type DriftReport = {
  /** Name of the window. */
  window: string
  /** Start, in ms since 1970. */
  from: number
  /** End, in ms since 1970. */
  to: number
  /** How many. */
  messages: number
  /** Score by method and feature. */
  scores: Readonly<Record<string, number>>
  /** Whether the window counts as drifted. */
  drifted: boolean
  /** Message ids that drove it. */
  drivers: readonly string[]
}

/** State of one effect outside the log, by effect key. */
export type Effect = {
  /** Derived from the message, so that a repeat has the same key. */
  effectKey: string
  /** The message that led to it. */
  messageId: string
  /** What is done. */
  action: string
  /** started, done or unknown. */
  state: string
  /** Counted from 1. */
  attempt: number
  /** What the outside system calls it. */
  result: string
  /** When, in ms since 1970. */
  at: number
}

/** … and the named things in it. */
export type EntityEvent = {
  /** The message, unchanged. */
  message: Message
  /** Set where a hop gave up; later hops pass the record on. */
  failure: Failure | null
  /** Earlier turns of the conversation, oldest first. */
  turns: readonly Turn[]
  /** What is asked, where that is not the message's text: a follow-up as a whole question, an alert without its noise. The vector is of this text then. */
  question: string
  /** Unit vector of the text, float32 little endian. */
  vector: Buffer
  /** Name and digest of the encoder that made the vector. */
  encoder: string
  /** What the message asks for. */
  intent: Intent | null
  /** Named things in the message, in order, not overlapping. */
  entities: readonly Entity[]
}

/** What a person thinks of a reply. */
export type Feedback = {
  /** The message that was answered. */
  messageId: string
  /** Tenant. */
  tenant: string
  /** Conversation. */
  conversationId: string
  /** Who says so. */
  author: Author
  /** up or down. */
  rating: string
  /** Why, in their words. */
  reason: string
  /** What the answer should have been. */
  correction: string
  /** When, in ms since 1970. */
  at: number
}

/** The current revision of a document. */
export type Head = {
  /** Document id. */
  document: string
  /** Digest of the content. */
  revision: string
  /** Title. */
  title: string
  /** Where it was read from. */
  source: string
  /** Tenant. */
  tenant: string
  /** Principals that may read it; empty means everyone of the tenant. */
  access: readonly string[]
  /** Language tag, or empty. */
  language: string
  /** Names that its front matter lists, which every message of the tenant is searched for; none where its readers are restricted. */
  names: readonly KnownName[]
  /** Hidden passages that were left out. */
  hidden: number
  /** How many chunks it has. */
  chunks: number
  /** Texts, of chunks and of sentences, that were embedded for this revision. */
  embedded: number
  /** Texts whose vectors were taken from the revision before. */
  reused: number
  /** Length of the text in UTF-16 code units. */
  characters: number
  /** When, in ms since 1970. */
  at: number
}

/** A message and what it asks for. */
export type IntentEvent = {
  /** The message, unchanged. */
  message: Message
  /** Set where a hop gave up; later hops pass the record on. */
  failure: Failure | null
  /** Earlier turns of the conversation, oldest first. */
  turns: readonly Turn[]
  /** What is asked, where that is not the message's text: a follow-up as a whole question, an alert without its noise. The vector is of this text then. */
  question: string
  /** Unit vector of the text, float32 little endian. */
  vector: Buffer
  /** Name and digest of the encoder that made the vector. */
  encoder: string
  /** What the message asks for. */
  intent: Intent | null
  /** Spans that the token classifier takes for entities, in the order of the text; empty where it did not run. */
  spotted: readonly Spotted[]
}

/** A message of a person, as it came in by a channel. */
export type Message = {
  /** 48 bits of the event time, 80 bits of sha256(channel, event id), written as a ULID. */
  messageId: string
  /** Tenant. */
  tenant: string
  /** Conversation: thread, chat or session. */
  conversationId: string
  /** web, api, cli, slack, teams, …. */
  channel: string
  /** Who can read the place. */
  place: Place
  /** Who wrote it. */
  author: Author
  /** What was written. */
  text: string
  /** When the platform says it was written, in ms since 1970. */
  sentAt: number
  /** When it was appended, in ms since 1970. */
  receivedAt: number
}

/** What goes back to the person, once a message. */
export type ReplyEvent = {
  /** The message, unchanged. */
  message: Message
  /** Set where a hop gave up; later hops pass the record on. */
  failure: Failure | null
  /** What the person reads. */
  reply: Reply
  /** When it was made, in ms since 1970. */
  at: number
}

/** A request to train anew. */
export type RetrainingRequest = {
  /** Id of the request. */
  requestId: string
  /** drift, performance or data. */
  reason: string
  /** One sentence. */
  detail: string
  /** When, in ms since 1970. */
  at: number
}

/** One version of a document, as it was ingested. */
export type Revision = {
  /** Document id: path or address. */
  document: string
  /** Digest of the content; of a removal, of the content that was removed. */
  revision: string
  /** Title. */
  title: string
  /** Media type of the text. */
  mediaType: string
  /** Media type of what the text was made from; empty where that is the text itself. */
  sourceType: string
  /** Language tag, or empty. */
  language: string
  /** Where it was read from. */
  source: string
  /** Principals that may read it; empty means everyone of the tenant. */
  access: readonly string[]
  /** Tenant. */
  tenant: string
  /** The whole text; empty where removed. */
  text: string
  /** Hidden passages that were found: comments, hidden elements, invisible characters. They are neither embedded nor cited. */
  hidden: number
  /** That the document is gone from here on. */
  removed: boolean
  /** When, in ms since 1970. */
  at: number
}

/** The record of each topic, by its name. */
export type Records = {
  ActionEvent: ActionEvent
  AnswerEvent: AnswerEvent
  AuditEntry: AuditEntry
  ChatEvent: ChatEvent
  ContextEvent: ContextEvent
  Conversation: Conversation
  Decision: Decision
  Delivery: Delivery
  Delta: Delta
  DocumentChunks: DocumentChunks
  DriftReport: DriftReport
  Effect: Effect
  EntityEvent: EntityEvent
  Feedback: Feedback
  Head: Head
  IntentEvent: IntentEvent
  Message: Message
  ReplyEvent: ReplyEvent
  RetrainingRequest: RetrainingRequest
  Revision: Revision
}
