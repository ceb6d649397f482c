/** Which answer a message gets: a language model's where one is set and what it says holds, else the extractive one, a fixed sentence or a refusal. */
import { fromFloatBytes, type Answer, type ContextEvent, type Route } from '../../schemas/index.ts'
import type { AskModels } from './ask-models.ts'
import type { Draft } from './draft.ts'
import { extract } from './extract.ts'
import { readAs } from './read-as.ts'
import { recall } from './recall.ts'
import { refuse } from './refuse.ts'
import { saidBefore } from './said-before.ts'
import { wordsOf } from './statements.ts'
import { talk } from './talk.ts'

type Made = { answer: Answer; parts: readonly string[] }

export type Choosing = {
  /** Probability that the passages answer below which nothing is known: where an answer was asked for, and where something else was. */
  readonly minProbability: { readonly asked: number; readonly unasked: number }
  /** null where no language model is configured. */
  readonly askModels: AskModels | null
}

/** Conversation is answered from the knowledge base only where that surely says something about it: else the fixed sentence is better. */
const sureInTalk = 0.6

/**
 * @param at when the knowledge base was searched, in ms since 1970
 * @returns null where the action hop alone has something to say
 */
export const chooseAnswer = async (
  event: ContextEvent,
  { minProbability, askModels }: Choosing,
  { at, deadline, signal, draft }: { at: number; deadline: number; signal: AbortSignal; draft: Draft },
): Promise<Answer | null> => {
  const { message, turns, intent, passages, searched } = event
  const recalled = recall(message.text, turns)
  if (recalled) {
    for (const part of recalled.parts) await draft.say(part)
    const kind = recalled.citations.length > 0 ? 'answer' : 'talk'
    return { text: recalled.parts.join(''), kind, model: 'extractive', citations: [...recalled.citations], use: null }
  }
  const route: Route = intent?.route ?? 'answer'
  const acts = route === 'act' || route === 'look'
  // A reply has at most 150 words, and the action hop's sentence stands before this answer.
  const maxWords = acts ? 115 : 150
  const asked = route === 'talk' ? sureInTalk : acts ? minProbability.unasked : minProbability.asked
  // Of what a follow-up adds the documents say little in its own words; what it is about was answered before.
  const least = asked * (readAs(message.text, event.question) === '' ? 1 : 0.5)
  const extracted = event.answerable >= 0 && event.answerable < least ? null : extractive(event, maxWords)
  const unknown = (): Made | null => {
    if (acts) return null
    const fixed = route === 'talk' && intent ? talk(intent.label, message.text) : null
    const text = fixed ?? refuse(passages, searched, at)
    return {
      answer: { text, kind: fixed ? 'talk' : 'refusal', model: fixed ? 'fixed' : 'extractive', citations: [], use: null },
      parts: [text],
    }
  }

  // Where no passage is relevant no model is asked: it could only guess.
  const said = extracted && askModels ? await askModels(event, { maxWords, deadline, signal, draft }) : null
  if (said?.answer) {
    const { parts, citations, model } = said.answer
    return { text: parts.join(''), kind: 'answer', model, citations, use: said.use }
  }
  const made = said?.notFound ? unknown() : (extracted ?? unknown())
  draft.restart()
  for (const part of made?.parts ?? []) await draft.say(part)
  return made && { ...made.answer, use: said?.use ?? null }
}

const extractive = (event: ContextEvent, maxWords: number): Made | null => {
  const { message, question, turns, entities, passages, vector } = event
  const heading = readAs(message.text, question)
  const asked = { text: question || message.text, vector: fromFloatBytes(vector), entities }
  const extracted = extract(asked, passages, { maxWords: maxWords - wordsOf(heading), said: saidBefore(message.text, turns) })
  if (!extracted) return null
  const { citations } = extracted
  const parts = [heading, ...extracted.parts].filter(Boolean)
  return { answer: { text: parts.join(''), kind: 'answer', model: 'extractive', citations, use: null }, parts }
}
