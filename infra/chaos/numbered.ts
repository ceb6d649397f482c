/** What goes through a storm: messages numbered by conversation, so that a reader can tell loss, repetition and disorder. */
import type { Codec } from '../../streams/codec.ts'
import { headerNames } from '../../streams/ingress.ts'
import type { RecordIn } from '../../streams/log.ts'
import { specOf, topics } from '../../streams/topics.ts'
import { lineOf, message } from '../bench/pass-through.ts'

export const conversations = 50
export const line = lineOf('storm', 6)
/** The line, and where what was given up goes. */
export const topicSpecs = [...line, topics.deadLetters].map((topic) => specOf(topic, 4))

export const keyOf = (conversation: number): string => `storm/${conversation}`

/** The `number`th message of a conversation; its id is `<key>#<number>`. */
export const numbered = (codec: Codec, conversation: number, number: number): RecordIn => {
  const id = `${keyOf(conversation)}#${number}`
  return {
    topic: line[0]!.name,
    key: Buffer.from(keyOf(conversation)),
    value: codec.encode(line[0]!, message(id)),
    headers: [[headerNames.messageId, Buffer.from(id)]],
  }
}

/** Takes up to 20 ms, so that messages of a partition finish out of order, as real ones do. */
export const someWork = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
