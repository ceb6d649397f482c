/** One line on what a hop made of a message. */
import type { ActionEvent, AnswerEvent, ContextEvent, EntityEvent, IntentEvent, Message, ModelUse, ReplyEvent } from '../schemas/index.ts'

type Fields = Partial<IntentEvent & EntityEvent & ContextEvent & AnswerEvent & ActionEvent & ReplyEvent & Message>

const mostCharacters = 160

/** What is newest on the record of a hop says what the hop did. @param record a decoded record of the line */
export const summaryOf = (record: unknown): string => {
  if (record === null || typeof record !== 'object') return 'The record can not be read.'
  const { failure, reply, action, answer, passages, searched, entities, intent, question, text } = record as Fields
  if (failure) return `${failure.hop} gave up (${failure.code}): ${failure.message}`
  if (reply) return short(`${reply.kind}: ${reply.text}`)
  if ('action' in record) return action ? `${action.name}: ${action.verdict}. ${action.reason}` : 'No action.'
  if (answer) return short(`${answer.kind} by ${answer.model}, ${answer.citations.length} citations${usedOf(answer.use)}: ${answer.text}`)
  if (passages)
    return `${passages.length} of ${searched} chunks${passages[0] ? `, best ${passages[0].document} (${passages[0].score.toFixed(2)})` : ''}`
  if (entities) return entities.length === 0 ? 'No entity.' : short(entities.map(({ type, value }) => `${type} ${value}`).join(', '))
  if (intent) return short(`${intent.label} (${intent.score.toFixed(2)}) → ${intent.route}${question ? `, read as: ${question}` : ''}`)
  return short(text ?? '')
}

/** Which language models were tried in vain, what the answer took and cost; nothing where none was asked. */
const usedOf = (use: ModelUse | null | undefined): string => {
  if (!use) return ''
  if (use.cached) return ', as answered before'
  const failed = use.tries.filter(({ outcome }) => outcome !== 'answered').map(({ model, outcome }) => `after ${model} (${outcome})`)
  const tokens = use.inputTokens + use.outputTokens > 0 ? [`${use.inputTokens} + ${use.outputTokens} tokens`] : []
  const cost = tokens.length === 0 ? [] : [use.cost === null ? 'cost unknown' : `$${use.cost.toFixed(4)}`]
  const dropped = use.dropped.length > 0 ? [`${use.dropped.length} of ${use.sentences} sentences left out`] : []
  return [...failed, ...tokens, ...cost, ...dropped].map((fact) => `, ${fact}`).join('')
}

const short = (text: string): string => {
  const words = text.replace(/\s+/g, ' ').trim()
  return words.length <= mostCharacters ? words : `${words.slice(0, mostCharacters - 2).toWellFormed()} …`
}
