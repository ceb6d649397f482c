import { z } from 'zod'
import { passOn } from '../../streams/failure.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { denyByDefault } from './authorise.ts'
import { propose } from './propose.ts'

export const action = defineProcessor({
  name: 'action',
  summary: 'Recognises the action that a message asks for, and whether its author may have it done.',
  from: [topics.answers],
  to: [topics.actions],
  patience: 'deadline',
  settings: z.object({}),
  onFailure: passOn(topics.actions),
  async open() {
    return { inputs: [on(topics.answers, async (event) => [emit(topics.actions, { ...event, action: propose(event, denyByDefault) })])] }
  },
})
