/** Fixed sentences for what needs no knowledge. Plain words, nothing promised that is not done. */

const sentences: Readonly<Record<string, string>> = {
  greeting: 'Hello. Ask about an alert, an error or a procedure, and I answer from the knowledge base with its sources.',
  thanks: 'You are welcome.',
  goodbye: 'Goodbye. This conversation stays here.',
  capabilities:
    'I answer questions about operations from the knowledge base and show the exact source of each statement. I also recognise requests such as a restart, a ticket or a page to the on-call person, and say what can be done about them. Where I do not know, I say so.',
  give_feedback: 'Noted. The thumbs below a reply record what was right or wrong about it.',
  affirm: 'There is nothing here that waits for a yes.',
  deny: 'There is nothing here that waits for a no. Nothing was changed.',
}

/** The reply to a conversational intent, or null where it has none. */
export const talk = (intent: string): string | null => sentences[intent] ?? null
