import { z } from 'zod'
import { floatBytes, type Intent, type Message, type Route } from '../../schemas/index.ts'
import { messageOf } from '../../streams/failure.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { parseAlert, questionOf } from './alert.ts'
import { openClassifier, type Classified } from './classify.ts'
import catalogue from './examples.json' with { type: 'json' }
import { nothing, takeIn, takeReply } from './remember.ts'
import { rewrite } from './rewrite.ts'

type Encoder = { readonly name: string; embed(texts: readonly string[]): Promise<Float32Array[]> }

const routes = new Map(catalogue.intents.map(({ label, route }) => [label, route as Route]))

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
      .default(0.2)
      .describe('Score, 0 to 1, below which a message is out of scope.'),
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
  open: async (settings, { encoder }: { encoder: Encoder }) => {
    const limits = { turns: settings.HOPLINE_MEMORY_TURNS, characters: settings.HOPLINE_MEMORY_CHARACTERS }
    const known = catalogue.intents
      .filter(({ label }) => label !== 'out_of_scope')
      .flatMap(({ label, examples }) => examples.map((text) => ({ label, text })))
    const vectors = await encoder.embed(known.map(({ text }) => text))
    const classify = openClassifier(
      known.map((example, i) => ({ ...example, vector: vectors[i]! })),
      settings.HOPLINE_INTENT_MIN_SCORE,
    )

    return {
      inputs: [
        on(topics.messages, async (message, { table, timestamp }) => {
          const conversation = table(topics.conversations) ?? nothing
          const next = takeIn(conversation, message, timestamp, limits)
          if (!next) return []
          const alert = parseAlert(message.text)
          const question = alert ? questionOf(alert) : (rewrite(message.text, conversation.turns) ?? '')
          // What an alert asks for shows in all of it; what a follow-up asks for, in the whole question.
          const asked = alert ? message.text : question || message.text
          const [vector, askedVector = vector] = await encoder.embed(alert ? [question, asked] : [asked])
          const event = {
            ...{ message, failure: null, turns: conversation.turns, question, encoder: encoder.name },
            vector: floatBytes(vector!),
            intent: intentOf(classify(asked, askedVector!)),
            spotted: [],
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

const intentOf = ({ label, score, alternatives }: Classified): Intent => ({
  label,
  score,
  alternatives,
  others: [],
  inScope: label === 'out_of_scope' ? 1 - score : score,
  route: routes.get(label) ?? 'answer',
})
