import { z } from 'zod'
import { fromFloatBytes, type Answer, type ContextEvent, type Route } from '../../schemas/index.ts'
import { passOn } from '../../streams/failure.ts'
import { defineProcessor, emit, on, type Context } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { extract } from './extract.ts'
import { refuse } from './refuse.ts'
import { talk } from './talk.ts'

const settings = z.object({
  HOPLINE_ANSWER_MIN_RELEVANCE: z.coerce
    .number()
    .min(0)
    .max(2)
    .default(0.68)
    .describe('Relevance of the best passage, 0 to 1.6, below which the answer is “I don’t know”.'),
  HOPLINE_ANSWER_MIN_RELEVANCE_UNASKED: z.coerce
    .number()
    .min(0)
    .max(2)
    .default(0.73)
    .describe('The same for messages that ask for something else: an action, a look-up, or what no intent names.'),
})

/** Answers from the passages: extractive, every statement an exact quote with its citation. */
export const generation = defineProcessor({
  name: 'generation',
  summary: 'Makes the answer from the passages.',
  from: [topics.contexts],
  to: [topics.answers, topics.deltas],
  patience: 'deadline',
  concurrency: 4,
  settings,
  onFailure: passOn(topics.answers),
  open: async (options) => ({
    inputs: [
      on(topics.contexts, async ({ vector, encoder, passages, searched, ...event }, context) => {
        const made = answerOf({ vector, encoder, passages, searched, ...event }, options, context.timestamp)
        if (made) await publishParts(made.parts, event.message, context)
        return [emit(topics.answers, { ...event, answer: made && made.answer })]
      }),
    ],
  }),
})

type Made = { answer: Answer; parts: readonly string[] }

/** null where the action hop alone has something to say. */
const answerOf = (event: ContextEvent, options: z.infer<typeof settings>, at: number): Made | null => {
  const { message, intent, entities, passages, searched } = event
  const route: Route = intent?.route ?? 'answer'
  const asked = route === 'answer' && intent?.label !== 'out_of_scope'
  const minRelevance = asked ? options.HOPLINE_ANSWER_MIN_RELEVANCE : options.HOPLINE_ANSWER_MIN_RELEVANCE_UNASKED
  // A reply has at most 150 words, and the action hop's sentence stands before this answer.
  const maxWords = route === 'act' || route === 'look' ? 115 : 150
  const extracted = extract({ text: message.text, vector: fromFloatBytes(event.vector), entities }, passages, minRelevance, maxWords)
  if (extracted) {
    const { parts, citations } = extracted
    return { answer: { text: parts.join(''), kind: 'answer', model: 'extractive', citations }, parts }
  }
  if (route === 'act' || route === 'look') return null
  const fixed = route === 'talk' && intent ? talk(intent.label) : null
  const text = fixed ?? refuse(passages, searched, at)
  return { answer: { text, kind: fixed ? 'talk' : 'refusal', model: fixed ? 'fixed' : 'extractive', citations: [] }, parts: [text] }
}

/** One delta a statement, so that a reader sees whole sentences grow. */
const publishParts = async (parts: readonly string[], { messageId, tenant, conversationId }: ContextEvent['message'], context: Context) => {
  for (const [seq, text] of parts.entries()) {
    await context.publish(emit(topics.deltas, { messageId, tenant, conversationId, attempt: context.attempt, seq, text }))
  }
}
