/** What a processor is. It reads top to bottom: its name, what it eats, what it makes, what can be tuned, what it does. */
import type { z } from 'zod'
import type { Failure } from '../schemas/index.ts'
import type { Header } from './log.ts'
import type { Lookup } from './lookup.ts'
import type { RecordOf, Topic } from './topics.ts'

/** A record to publish in the same transaction as the input's offset. The key is the input's unless given; a null value is a tombstone. */
export type Emit = { readonly topic: Topic; readonly value: unknown; readonly key?: string }

export const emit = <T extends Topic>(topic: T, value: RecordOf<T> | null, key?: string): Emit =>
  key === undefined ? { topic, value } : { topic, value, key }

/** What a handler may know and do besides its input. */
export type Context = {
  readonly key: string
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** When the input was appended, in ms since 1970. */
  readonly timestamp: number
  readonly headers: readonly Header[]
  /** 1 on the first try. */
  readonly attempt: number
  /** Until when an answer is of use, in ms since 1970. */
  readonly deadline: number
  /** Aborted when the result is no longer wanted: lease over, deadline passed, shutdown. */
  readonly signal: AbortSignal
  /** The state kept under a key of one of the processor's tables; undefined where there is none. */
  table<T extends Topic>(topic: T, key?: string): RecordOf<T> | undefined
  /** Appends at once, outside the transaction: for `chat.deltas`, where a repeat does no harm. */
  publish(emitted: Emit): Promise<void>
}

export type Handler<In> = (input: In, context: Context) => Promise<readonly Emit[]>

/** One input topic and what is done with its records. */
export type Input = { readonly topic: Topic; readonly handle: Handler<never> }

export const on = <T extends Topic>(topic: T, handle: Handler<RecordOf<T>>): Input => ({ topic, handle: handle as Handler<never> })

/** Records of a topic as they are appended, decoded; `value` is null for a tombstone or what can't be decoded. */
export type Follower = <T extends Topic>(
  topic: T,
  onRecord: (record: { key: string; value: RecordOf<T> | null; partition: number; offset: number; timestamp: number }) => void,
  /** From the first record of this time or later on; from the start where it is left out. */
  from?: Date,
) => { /** Settles when all that was there at the call has been handed over. */ caughtUp: Promise<void> }

/** The newest values of a topic, read when they are asked for. */
export type Lookups = <T extends Topic>(topic: T) => Lookup<T>

export type Opened = {
  readonly inputs: readonly Input[]
  /** What keeps it from being ready, or null. */
  readonly notReady?: () => string | null
  /** What it does without at present, in a sentence, while it works all the same; null where nothing is amiss. */
  readonly degraded?: () => string | null
  readonly close?: () => Promise<void>
}

export type Processor<Settings extends z.ZodObject = z.ZodObject, Ports = never> = {
  /** Also its consumer group, under the group prefix. */
  readonly name: string
  readonly summary: string
  readonly from: readonly Topic[]
  readonly to: readonly Topic[]
  /** Compacted topics among `to` whose newest values, by key, the handlers read through `context.table`; written by this processor alone. */
  readonly tables?: readonly Topic[]
  /** `deadline`: a person waits, retries end at the message's deadline. `forever`: a side stream, retries go on. */
  readonly patience: 'deadline' | 'forever'
  /** Settings by their environment names. */
  readonly settings: Settings
  /** Messages of different conversations worked on at the same time, per partition. */
  readonly concurrency?: number
  /**
   * What goes on in place of a record that failed, here or at an earlier hop. `input` is null where it could not be decoded.
   * An input whose `failure` is set is not handed to the handler but passed on by this function.
   */
  readonly onFailure?: (failed: { failure: Failure; input: unknown; topic: Topic; skeleton: Skeleton }) => readonly Emit[]
  readonly open: (settings: z.infer<Settings>, ports: Ports, follow: Follower, lookup: Lookups) => Promise<Opened>
}

/** What is known of a message whose record could not be read: from its key, headers and place in the log. */
export type Skeleton = { messageId: string; tenant: string; conversationId: string; timestamp: number }

/** Returns its argument; it exists for inference. */
export const defineProcessor = <Settings extends z.ZodObject, Ports>(processor: Processor<Settings, Ports>): Processor<Settings, Ports> =>
  processor
