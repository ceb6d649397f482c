import { z } from 'zod'
import { HoplineError } from '../../streams/errors.ts'
import { passOn } from '../../streams/failure.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { readGazetteer } from './gazetteer.ts'
import { recogniser } from './recognise.ts'

export const ner = defineProcessor({
  name: 'ner',
  summary: 'Finds the named things in a message.',
  from: [topics.intents],
  to: [topics.entities],
  patience: 'deadline',
  settings: z.object({
    HOPLINE_GAZETTEER: z
      .string()
      .optional()
      .describe('JSON or YAML file of names to recognise: lists under services, people, teams, customers and clusters.'),
  }),
  onFailure: passOn(topics.entities),
  async open({ HOPLINE_GAZETTEER: path }) {
    const gazetteer = path
      ? await readGazetteer(path).catch((error: Error) => {
          throw new HoplineError('settings-invalid', error.message, { cause: error })
        })
      : {}
    const recognise = recogniser(gazetteer)
    return {
      inputs: [
        on(topics.intents, async ({ spotted, ...event }) => [
          emit(topics.entities, { ...event, entities: recognise(event.message.text, event.message.sentAt, spotted) }),
        ]),
      ],
    }
  },
})
