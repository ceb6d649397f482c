import { z } from 'zod'
import { circuit } from '../../streams/circuit.ts'
import { passOn } from '../../streams/failure.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { chooseAnswer } from './choose-answer.ts'
import { openDraft } from './draft.ts'
import { ModelError } from './models/language-model.ts'
import { failures } from './models/retry-table.ts'
import { modelSettings } from './models/settings.ts'
import { openAsking } from './open-asking.ts'
import type { Encoder } from './check-said.ts'

const settings = z.object({
  HOPLINE_ANSWER_MIN_PROBABILITY: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.27)
    .describe('Probability that the passages answer, 0 to 1, below which the answer is “I don’t know”.'),
  HOPLINE_ANSWER_MIN_PROBABILITY_UNASKED: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.32)
    .describe('The same for messages that ask for an action or a look-up: there an answer is not what was asked for.'),
  ...modelSettings.shape,
})

/** Answers from the passages, in quotes or in the words of a language model; every statement has its citation. */
export const generation = defineProcessor({
  name: 'generation',
  summary: 'Makes the answer from the passages.',
  from: [topics.contexts],
  to: [topics.answers, topics.deltas],
  patience: 'deadline',
  concurrency: 16,
  settings,
  onFailure: passOn(topics.answers),
  open: async (options, { openEncoder }: { openEncoder: () => Promise<Encoder> }) => {
    const minProbability = { asked: options.HOPLINE_ANSWER_MIN_PROBABILITY, unasked: options.HOPLINE_ANSWER_MIN_PROBABILITY_UNASKED }
    const askModels = await openAsking(options, { openEncoder, breaker: breakerOf })
    return {
      inputs: [
        on(topics.contexts, async (context, { attempt, deadline, signal, timestamp: at, publish }) => {
          const { message, failure, turns, intent, entities } = context
          const { messageId, tenant, conversationId } = message
          const draft = openDraft(attempt, (delta) => publish(emit(topics.deltas, { messageId, tenant, conversationId, ...delta })))
          const answer = await chooseAnswer(context, { minProbability, askModels }, { at, deadline, signal, draft })
          return [emit(topics.answers, { message, failure, turns, intent, entities, answer })]
        }),
      ],
    }
  },
})

/** After three failures in a row a model is left alone for 15 s: the next one answers meanwhile. */
const breakerOf = (name: string) =>
  circuit({
    name,
    code: 'service-unavailable',
    trips: (error) => error instanceof ModelError && failures[error.kind].trips,
    failures: 3,
    pauseMs: 15_000,
  })
