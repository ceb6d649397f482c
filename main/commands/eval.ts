/** `hopline eval`: scores the pipeline as it stands on somebody's file. Messages go through the real hops, on a log in memory. */
import { open as openFile, readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { evaluateAnswers, type Row } from '../../processors/generation/evaluate.ts'
import { evaluateIntents } from '../../processors/intent/evaluate.ts'
import { evaluateEntities } from '../../processors/ner/evaluate.ts'
import { answersPage } from '../answers-page.ts'
import type { Api } from '../api.ts'
import { addDocuments, untilIndexed } from '../knowledge.ts'
import { CommandError, notice, print, printJson, progressBar } from '../output.ts'
import { play, type Played } from '../play.ts'
import { readFolder } from '../read-documents.ts'
import type { System } from '../system.ts'
import { footprintOf, predictedIntent } from '../understanding.ts'

type Options = { predictions?: string; knowledge?: string; page?: string; json?: boolean }
/** What one kind of evaluation makes of a file: the report, and a prediction for each line. */
type Scored = { report: object; predictions: object[]; page?: () => Promise<string> }
type Apart = () => Promise<{ system: System; api: Api }>

const isPattern = (text: string): boolean => {
  try {
    return Boolean(new RegExp(text, 'iu'))
  } catch {
    return false
  }
}

const lines = {
  intents: z.object({ text: z.string(), label: z.string() }),
  entities: z.object({
    text: z.string(),
    sentAt: z.union([z.number(), z.string()]).transform((at, context) => {
      const ms = typeof at === 'number' ? at : Date.parse(at)
      if (Number.isFinite(ms)) return ms
      context.addIssue({ code: 'custom', message: 'is no time' })
      return z.NEVER
    }),
    entities: z.array(z.object({ type: z.string(), text: z.string(), start: z.number().int(), end: z.number().int(), value: z.string() })),
  }),
  answers: z.object({
    question: z.string(),
    documents: z.array(z.string()).default([]),
    must_contain: z.array(z.string().refine(isPattern, 'is no regular expression')).default([]),
  }),
}

/** @throws CommandError naming the line that does not fit */
const readLines = async <T>(file: string, schema: z.ZodType<T>): Promise<T[]> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`The file ${file} can't be read.`, 2, { cause })
  })
  const read = text.split('\n').flatMap((line, i): T[] => {
    if (line.trim() === '') return []
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      throw new CommandError(`${file}:${i + 1} is not JSON.`, 2)
    }
    const parsed = schema.safeParse(value)
    if (parsed.success) return [parsed.data]
    const [issue] = parsed.error.issues
    throw new CommandError(`${file}:${i + 1}: ${issue?.path.join('.') || 'the line'}: ${issue?.message}.`, 2)
  })
  if (read.length === 0) throw new CommandError(`${file} holds no line.`, 2)
  return read
}

const played = async (system: System, texts: readonly { text: string; sentAt?: number }[], ahead?: number): Promise<Played[]> => {
  const bar = progressBar('Evaluating')
  const results = await play(system, texts, { onDone: (done) => bar.update(done, texts.length), ...(ahead === undefined ? {} : { ahead }) })
  bar.end()
  return results
}

const intents = async (file: string, apart: Apart): Promise<Scored> => {
  const rows = await readLines(file, lines.intents)
  const { system } = await apart()
  const predictions = (await played(system, rows)).map(predictedIntent)
  const scores = evaluateIntents(rows.map((row, i) => ({ ...row, predicted: predictions[i]! })))
  return {
    report: { ...scores, ...(await footprintOf(system, rows)) },
    predictions: predictions.map(({ label, score, outOfScope }) => ({ label, score, outOfScope })),
  }
}

const entities = async (file: string, apart: Apart): Promise<Scored> => {
  const rows = await readLines(file, lines.entities)
  const { system } = await apart()
  const found = (await played(system, rows)).map((one) => one.entities.entities)
  return {
    report: evaluateEntities(rows.map((row, i) => ({ expected: row.entities, predicted: found[i]! }))),
    predictions: found.map((entities) => ({ entities })),
  }
}

const answers = async (file: string, apart: Apart, knowledge: string): Promise<Scored> => {
  const rows = await readLines(file, lines.answers)
  const { documents, leftOut } = await readFolder(knowledge)
  leftOut.forEach(notice)
  const texts = new Map(documents.map(({ document, text }) => [document, text]))
  const { system, api } = await apart()
  await addDocuments(api, documents)
  await untilIndexed(api)
  // One at a time, so that the latencies are those of a message alone.
  const results = await played(
    system,
    rows.map(({ question }) => ({ text: question })),
    1,
  )
  const predicted = results.map(({ context, reply: { reply, failure }, ms }) => ({
    answer: reply.text,
    refused: failure !== null || reply.kind === 'refusal',
    retrieved: [...new Set(context.passages.map(({ document }) => document))],
    citations: reply.citations.map(({ document, start, end, quote }) => ({ document, start, end, quote })),
    ms,
  }))
  const scored = rows.map(({ question, documents, must_contain }, i): Row & { question: string } => ({
    ...{ question, documents, mustContain: must_contain },
    predicted: predicted[i]!,
  }))
  const report = evaluateAnswers(scored, (document) => texts.get(document))
  return {
    report,
    predictions: predicted.map(({ ms: _ms, ...prediction }) => prediction),
    page: () => answersPage(report, scored, { file, knowledge }),
  }
}

/** Tried first: an evaluation takes minutes. */
const checkWritable = async (file: string): Promise<void> => {
  const handle = await openFile(file, 'a').catch((cause: unknown) => {
    throw new CommandError(`The file ${file} can't be written.`, 2, { cause })
  })
  await handle.close()
}

/** Scores `file` and prints the report; with `predictions`, writes one line for each of its lines. */
export const evaluate = async (what: 'intents' | 'entities' | 'answers', file: string, options: Options, open: Apart): Promise<void> => {
  let close = async () => {}
  const apart: Apart = async () => {
    for (const output of [options.predictions, options.page]) if (output) await checkWritable(output)
    const opened = await open()
    close = () => opened.api.close()
    return opened
  }
  try {
    const { report, predictions, page } = await (what === 'intents'
      ? intents(file, apart)
      : what === 'entities'
        ? entities(file, apart)
        : answers(file, apart, options.knowledge ?? ''))
    if (options.predictions) await writeFile(options.predictions, predictions.map((one) => JSON.stringify(one) + '\n').join(''))
    if (options.page && page) await writeFile(options.page, await page())
    if (options.json) return printJson(report)
    print(JSON.stringify(report, (_key, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(4)) : value), 2))
    if (options.predictions) notice(`Predictions: ${options.predictions}`)
    if (options.page) notice(`Page: ${options.page}`)
  } finally {
    await close()
  }
}
