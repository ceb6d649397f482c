import { z } from 'zod'
import { HoplineError } from '../../streams/errors.ts'
import { passOn } from '../../streams/failure.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { followGazetteer } from './gazetteer.ts'
import { namesByTenant } from './names-by-tenant.ts'
import { recognisers } from './recognise.ts'

/** Finds the named things in a message: by grammar, by the spans that the intent hop's encoder pass spotted, and by known names. */
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
      .describe(
        'JSON or YAML file of names to recognise: lists under services, people, teams, customers and clusters. Read again when it changes.',
      ),
  }),
  onFailure: passOn(topics.entities),
  async open({ HOPLINE_GAZETTEER: path }, { tell = () => {} }: { tell?: (problem: string) => void }, follow) {
    const names = namesByTenant()
    const file = path
      ? await followGazetteer(path, { names: names.setForAll, problem: tell }).catch((error: Error) => {
          throw new HoplineError('settings-invalid', error.message, { cause: error })
        })
      : null
    const { caughtUp } = follow(topics.heads, ({ key, value }) => names.put(key, value))
    let ready = false
    void caughtUp.then(() => (ready = true))
    const recogniserOf = recognisers()

    return {
      inputs: [
        on(topics.intents, async ({ spotted, ...event }) => {
          const { text, sentAt, tenant } = event.message
          return [emit(topics.entities, { ...event, entities: recogniserOf(names.of(tenant))(text, sentAt, spotted) })]
        }),
      ],
      notReady: () => (ready ? null : 'The names that the knowledge base lists are being read.'),
      close: async () => file?.close(),
    }
  },
})
