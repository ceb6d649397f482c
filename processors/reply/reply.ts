import { z } from 'zod'
import type { ActionEvent } from '../../schemas/index.ts'
import { messageOf } from '../../streams/failure.ts'
import { headerNames } from '../../streams/ingress.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { compose } from './compose.ts'

const hosts = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)

export const reply = defineProcessor({
  name: 'reply',
  summary: 'Makes the one reply to a message.',
  from: [topics.actions],
  to: [topics.replies],
  patience: 'deadline',
  settings: z.object({
    HOPLINE_LINK_HOSTS: z
      .string()
      .default('')
      .describe(
        'Hosts that links in replies may lead to, separated by commas; *.example.com allows the subdomains. Other links become text.',
      ),
  }),
  onFailure({ failure, input, skeleton }) {
    const event = input as ActionEvent | null
    const message = event?.message ?? messageOf(skeleton)
    // Where this hop failed, the parts that it failed on are left out; no host is trusted, since settings are not known here.
    const parts =
      event && failure.hop !== 'reply' ? { answer: event.answer ?? null, action: event.action ?? null } : { answer: null, action: null }
    return [
      emit(topics.replies, {
        message,
        failure,
        reply: compose({ message, failure, ...parts, at: failure.at, redriven: false, linkHosts: [] }),
        at: failure.at,
      }),
    ]
  },
  async open({ HOPLINE_LINK_HOSTS }) {
    const linkHosts = hosts(HOPLINE_LINK_HOSTS)
    return {
      inputs: [
        on(topics.actions, async ({ message, failure, answer, action }, { headers }) => {
          const at = Date.now()
          const redriven = headers.some(([name]) => name === headerNames.redrive)
          return [
            emit(topics.replies, { message, failure, reply: compose({ message, failure, answer, action, at, redriven, linkHosts }), at }),
          ]
        }),
      ],
    }
  },
})
