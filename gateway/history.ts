/** Messages and conversations wherever they are: in memory where recent, else read from the log. */
import { findChain } from '../streams/chain.ts'
import type { Codec } from '../streams/codec.ts'
import { timeOfMessageId } from '../streams/ingress.ts'
import type { Log, LogRecord } from '../streams/log.ts'
import { partitionOf } from '../streams/murmur2.ts'
import { topics } from '../streams/topics.ts'
import { conversationOf } from './keys.ts'
import { stepOf } from './step.ts'
import { tell, type Told } from './thread.ts'
import type { View } from './view.ts'

type Sources = { log: Log; codec: Codec; view: View }

/** How many messages of a conversation are shown. */
export const threadMessages = 200
/** How much of a partition is looked through for a conversation at most, in records, from its end. */
const mostRecords = 200_000
const recordsPerRead = 1_000

/** null where there is none of this id, or it is another tenant's. */
export const findMessage = async ({ log, codec, view }: Sources, messageId: string): Promise<Told | null> => {
  const told = view.message(messageId) ?? (await toldOf(codec, await findChain(log, codec, messageId)))
  return told && conversationOf(told.key) !== null ? told : null
}

/** A message from its records; null where none can be read. */
export const toldOf = async (codec: Codec, chain: readonly LogRecord[]): Promise<Told | null> => {
  const steps = (await Promise.all(chain.map((record) => stepOf(codec, record)))).filter((step) => step !== null)
  const [first] = steps
  if (!first) return null
  const told: Told = { messageId: first.messageId, key: first.key, steps: [] }
  for (const step of steps) tell(told, step)
  return told
}

/** The partition that a conversation's records are in, in every topic of the line. */
export const partitionOfConversation = async (log: Log, key: string): Promise<number> => {
  const { partitions } = (await log.topics()).find(({ name }) => name === topics.messages.name)!
  return partitionOf(Buffer.from(key), partitions)
}

/** The last messages of a conversation, oldest first. */
export const readThread = async (sources: Sources, key: string, conversationId: string): Promise<readonly Told[]> => {
  const { log, codec, view } = sources
  await view.caughtUp
  const recent = view.conversation(key)
  if (recent.length >= threadMessages) return recent.slice(-threadMessages)
  const ids = (await olderMessages(log, codec, key, { from: timeOfMessageId(conversationId) ?? 0, to: view.completeSince() })).filter(
    (id) => !recent.some(({ messageId }) => messageId === id),
  )
  const older: Told[] = []
  for (const id of ids.slice(-(threadMessages - recent.length))) {
    const told = await toldOf(codec, await findChain(log, codec, id))
    if (told) older.push(told)
  }
  // What was appended while the log was read is in memory alone.
  return [...older, ...view.conversation(key)].slice(-threadMessages)
}

/** Ids of a conversation's messages of a span of time, oldest first. */
const olderMessages = async (log: Log, codec: Codec, key: string, span: { from: number; to: number }): Promise<string[]> => {
  if (span.from >= span.to) return []
  const at = { topic: topics.messages.name, partition: await partitionOfConversation(log, key) }
  const [begin, stop, { end }] = await Promise.all([log.offsetAt(at, span.from), log.offsetAt(at, span.to), log.bounds(at)])
  const wanted = Buffer.from(key)
  const ids: string[] = []
  for (let offset = Math.max(begin, stop - mostRecords); offset < Math.min(stop, end);) {
    const batch = await log.read(at, offset, { max: recordsPerRead })
    for (const record of batch.records) {
      if (record.offset >= stop || !record.key?.equals(wanted)) continue
      const step = await stepOf(codec, record)
      if (step) ids.push(step.messageId)
    }
    if (batch.nextOffset <= offset) break
    offset = batch.nextOffset
  }
  return ids
}
