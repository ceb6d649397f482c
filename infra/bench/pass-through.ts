/** Hops that pass messages on as they are, through the real loop: on a log they cost what the loop costs. */
import { z } from 'zod'
import type { Message } from '../../schemas/index.ts'
import type { Codec } from '../../streams/codec.ts'
import type { Log } from '../../streams/log.ts'
import type { Metrics } from '../../streams/metrics.ts'
import { defineProcessor, emit, on, type Handler } from '../../streams/processor.ts'
import { runProcessor, type Running } from '../../streams/run.ts'
import type { Topic } from '../../streams/topics.ts'

export type MessageTopic = Topic<'Message'>

/** The topics of a line: `<name>.0` goes in, `<name>.<hops>` comes out. */
export const lineOf = (name: string, hops: number): MessageTopic[] =>
  Array.from({ length: hops + 1 }, (_, i) => ({
    name: `${name}.${i}`,
    record: 'Message',
    key: 'conversation',
    cleanup: 'delete',
    summary: '',
  }))

/** A message that is about 300 bytes as Avro. */
export const message = (id: string): Message => ({
  messageId: id,
  tenant: 'bench',
  conversationId: 'bench',
  channel: 'bench',
  place: 'direct',
  author: { id: 'bench', name: 'bench', groups: [] },
  text: 'x'.repeat(230),
  sentAt: 0,
  receivedAt: 0,
})

/**
 * Runs one processor between each two topics of the line. `work` is awaited for each record. What a hop gives up goes on as far as
 * it is known, so that each message comes out once whatever happened to it.
 */
export const passThrough = async (
  line: readonly MessageTopic[],
  services: { log: Log; codec: Codec; metrics: Metrics },
  work?: (key: string) => Promise<void>,
): Promise<Running[]> => {
  const start = (from: MessageTopic, i: number): Promise<Running> => {
    const to = line[i + 1]!
    const handle: Handler<Message> = work
      ? async (input, { key }) => (await work(key), [emit(to, input)])
      : async (input) => [emit(to, input)]
    const processor = defineProcessor({
      name: `after-${from.name}`,
      summary: '',
      from: [from],
      to: [to],
      patience: 'forever',
      settings: z.object({}),
      onFailure: ({ skeleton }) => [emit(to, message(skeleton.messageId))],
      open: async (_settings, _ports: object) => ({ inputs: [on(from, handle)] }),
    })
    return runProcessor(processor, {}, {}, services)
  }
  return Promise.all(line.slice(0, -1).map(start))
}
