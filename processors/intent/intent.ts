import { z } from 'zod'
import { floatBytes, type Intent, type Message, type Spotted } from '../../schemas/index.ts'
import { messageOf } from '../../streams/failure.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { parseAlert, questionOf } from './alert.ts'
import { clausesOf } from './clauses.ts'
import { followUpIntent } from './follow-up.ts'
import { openClassifier, type Heads } from './classify.ts'
import { lexicalScores, readLexical, type LexicalModel } from './lexical.ts'
import { nothing, takeIn, takeReply } from './remember.ts'
import { rewrite } from './rewrite.ts'
import { routeOf } from './routes.ts'

/** A model of which one pass gives the unit vector of a text, a logit for each intent of its heads, and the named things that it sees. */
type Reader = {
  readonly name: string
  readonly heads: Heads & {
    readonly lexical: Omit<LexicalModel, 'idf' | 'weights'>
    readonly lexicalTable: Uint8Array
  }
  read(texts: readonly string[]): Promise<readonly { vector: Float32Array; intents: Float32Array; spans: Spotted[] }[]>
}

/** Names what each message asks for, keeps what was said before, and drops repeats. */
export const intent = defineProcessor({
  name: 'intent',
  summary: 'Names what each message asks for.',
  from: [topics.messages, topics.replies],
  to: [topics.intents, topics.conversations],
  tables: [topics.conversations],
  patience: 'deadline',
  settings: z.object({
    HOPLINE_INTENT_MIN_SCORE: z.coerce
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('How likely in scope, 0 to 1, a message has to be; below that it is out of scope. By default as the model was calibrated.'),
    HOPLINE_MEMORY_TURNS: z.coerce.number().int().min(0).max(100).default(8).describe('Turns of a conversation that are remembered.'),
    HOPLINE_MEMORY_CHARACTERS: z.coerce.number().int().min(0).max(100_000).default(8_000).describe('Characters of these turns at most.'),
  }),
  concurrency: 64,
  // A failed reply must not start again as a message.
  onFailure: ({ failure, input, topic, skeleton }) => {
    if (topic.name !== topics.messages.name) return []
    const message = (input as Message | null) ?? messageOf(skeleton)
    return [
      emit(topics.intents, { message, failure, turns: [], question: '', vector: Buffer.alloc(0), encoder: '', intent: null, spotted: [] }),
    ]
  },
  open: async (settings, { encoder }: { encoder: Reader }) => {
    const limits = { turns: settings.HOPLINE_MEMORY_TURNS, characters: settings.HOPLINE_MEMORY_CHARACTERS }
    const words = readLexical(encoder.heads.lexical, encoder.heads.lexicalTable)
    const classifier = openClassifier(encoder.heads, settings.HOPLINE_INTENT_MIN_SCORE)
    const evidence = (text: string, logits: Float32Array) => ({ logits, lexical: lexicalScores(words, text) })

    /** The clauses are read by themselves only where a second intent is possible at all: most messages cost one pass. */
    const understand = async (text: string, logits: Float32Array, clauses: readonly string[]): Promise<Intent> => {
      const whole = evidence(text, logits)
      const strongest = classifier.classify(whole)
      const { label } = strongest
      const read = clauses.length > 0 && classifier.mayAskForMore(whole, label) ? await encoder.read(clauses) : []
      const others = classifier.besides(
        whole,
        label,
        read.map(({ intents }, i) => evidence(clauses[i]!, intents)),
      )
      return { ...strongest, others, route: routeOf(label) }
    }

    return {
      inputs: [
        on(topics.messages, async (message, { table, timestamp }) => {
          const conversation = table(topics.conversations) ?? nothing
          const next = takeIn(conversation, message, timestamp, limits)
          if (!next) return []
          const alert = parseAlert(message.text)
          const question = alert ? questionOf(alert) : (rewrite(message.text, conversation.turns) ?? '')
          const [said, whole = said] = await encoder.read(question ? [message.text, question] : [message.text])
          // What an alert asks for shows in all of it; what a follow-up asks for, in the whole question. Places are always those of the message.
          const alone = async () => understand(message.text, said!.intents, alert ? [] : clausesOf(message.text))
          const intent =
            alert || !question
              ? await alone()
              : followUpIntent(await understand(question, whole!.intents, clausesOf(question)), await alone(), said!.spans.length > 0)
          const event = {
            ...{ message, failure: null, turns: conversation.turns, question, encoder: encoder.name },
            vector: floatBytes(whole!.vector),
            intent,
            spotted: said!.spans,
          }
          return [emit(topics.intents, event), emit(topics.conversations, next)]
        }),
        on(topics.replies, async (reply, { table }) => {
          const conversation = table(topics.conversations) ?? nothing
          const next = takeReply(conversation, reply, limits)
          return next === conversation ? [] : [emit(topics.conversations, next)]
        }),
      ],
    }
  },
})
