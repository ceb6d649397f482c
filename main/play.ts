/** Plays messages through the processors of a system and collects what they became: for `eval` and `bench`. */
import type { ContextEvent, EntityEvent, Message, ReplyEvent } from '../schemas/index.ts'
import { ingressRecord, messageId } from '../streams/ingress.ts'
import { topics } from '../streams/topics.ts'
import type { System } from './system.ts'

export type Played = {
  entities: EntityEvent
  context: ContextEvent
  reply: ReplyEvent
  /** From its append until its intent and entities are on the log, in ms. */ understoodMs: number
  /** From its append to its reply, in ms. */ ms: number
}

/**
 * Appends each text as a message of its own conversation, at most `ahead` at a time, and resolves with what they became,
 * in the order given. `sentAt` is in ms since 1970; now where it is left out.
 */
export const play = async (
  system: Pick<System, 'log' | 'codec'>,
  texts: readonly { text: string; sentAt?: number }[],
  options: { ahead?: number; onDone?: (done: number) => void } = {},
): Promise<Played[]> => {
  const { log, codec } = system
  const ahead = options.ahead ?? 64
  const began = new Map<string, number>()
  const parts = new Map<string, Partial<Played>>()
  const order: string[] = []
  let done = 0
  let wake = () => {}
  let failure: { error: unknown } | null = null
  const until = async (reached: () => boolean): Promise<void> => {
    while (!reached()) {
      if (failure) throw failure.error
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const stop = new AbortController()
  const following = Promise.withResolvers<void>()
  const collect = async <T extends { message: Message }>(id: T, part: keyof Played) => {
    const known = parts.get(id.message.messageId)
    if (!known) return
    Object.assign(known, { [part]: id })
    if (part === 'entities') known.understoodMs = performance.now() - began.get(id.message.messageId)!
    if (!known.entities || !known.context || !known.reply || known.ms !== undefined) return
    known.ms = performance.now() - began.get(id.message.messageId)!
    // Not as the argument: it is not evaluated where nobody listens.
    done++
    options.onDone?.(done)
    wake()
  }
  const followed = log.follow({
    topics: [topics.entities.name, topics.contexts.name, topics.replies.name],
    from: 'end',
    signal: stop.signal,
    async onBatch({ topic, records }) {
      for (const { value } of records) {
        if (topic === topics.entities.name) await collect(await codec.decode(topics.entities, value!), 'entities')
        else if (topic === topics.contexts.name) await collect(await codec.decode(topics.contexts, value!), 'context')
        else await collect(await codec.decode(topics.replies, value!), 'reply')
      }
    },
    onCaughtUp: following.resolve,
  })
  followed.catch(following.reject)
  await following.promise

  const run = `play-${Date.now()}`
  for (const [i, { text, sentAt }] of texts.entries()) {
    const now = Date.now()
    const id = messageId(run, String(i), now)
    order.push(id)
    parts.set(id, {})
    await until(() => order.length - done <= ahead)
    began.set(id, performance.now())
    const record = ingressRecord(codec, {
      messageId: id,
      tenant: 'default',
      conversationId: `${run}-${i}`,
      channel: 'cli',
      place: 'direct',
      author: { id: 'local', name: 'local', groups: [] },
      text,
      sentAt: sentAt ?? now,
      receivedAt: now,
    })
    // Not awaited: one append after the other would bound the rate by their round trips.
    log.append([record]).catch((error: unknown) => {
      failure = { error }
      wake()
    })
  }
  await until(() => done === order.length)
  stop.abort()
  await followed.catch(() => undefined)
  return order.map((id) => parts.get(id) as Played)
}
