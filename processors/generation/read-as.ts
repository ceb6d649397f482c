import { wordsOf } from './statements.ts'

/**
 * What stands above the answer to a follow-up, so that a wrong reading is seen at once. '' where the message was asked as it stands, and
 * where the question is shorter: an alert without its noise needs no word about it.
 */
export const readAs = (message: string, question: string): string =>
  question !== '' && wordsOf(question) > wordsOf(message) ? `Read as: ${question.replace(/[?\s]*$/, '?')}\n\n` : ''
