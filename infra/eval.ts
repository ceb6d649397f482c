/**
 * `npm run eval [-- FILE] [--json]`: intents and entities of labelled messages, in the notation of retraining/data/CARD.md, through the real hops as
 * they stand; by default on the frozen test of the project, with what training wrote of each of its seeds beside it.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { play, type Played } from '../main/play.ts'
import { print, printJson, progressBar, table } from '../main/output.ts'
import { root } from '../main/settings.ts'
import { startApart } from '../main/system.ts'
import { footprintOf, predictedIntent } from '../main/understanding.ts'
import { evaluateIntents } from '../processors/intent/evaluate.ts'
import { evaluateEntities } from '../processors/ner/evaluate.ts'
import { readLabelled, type LabelledMessage } from './labelled-messages.ts'

const frozen = join(root, 'retraining/data/test/people.txt')
const results = join(root, 'retraining/results')

/** Of messages that ask for several things, the share of which all were found. */
const severalOf = (messages: readonly LabelledMessage[], played: readonly Played[]): { n: number; allFound: number } => {
  const found = messages.flatMap(({ labels }, i) => {
    const { intent } = played[i]!.entities
    const got = new Set(intent ? [intent.label, ...intent.others.map(({ label }) => label)] : [])
    return labels.length > 1 ? [labels.every((label) => got.has(label))] : []
  })
  return { n: found.length, allFound: found.length === 0 ? 0 : found.filter(Boolean).length / found.length }
}

const evaluate = async (file: string) => {
  const messages = readLabelled(file, await readFile(file, 'utf8'))
  const { system, api } = await startApart()
  try {
    const bar = progressBar('Evaluating')
    const texts = messages.map(({ text, sentAt }) => (sentAt === null ? { text } : { text, sentAt }))
    const played = await play(system, texts, { onDone: (done) => bar.update(done, texts.length) })
    bar.end()
    const rows = messages.map(({ text, labels }, i) => ({ text, label: labels[0]!, predicted: predictedIntent(played[i]!) }))
    return {
      file: relative(root, file),
      intents: { ...evaluateIntents(rows), several: severalOf(messages, played) },
      entities: evaluateEntities(messages.map(({ entities }, i) => ({ expected: entities, predicted: played[i]!.entities.entities }))),
      ...(await footprintOf(system, texts)),
    }
  } finally {
    await api.close()
  }
}

type Report = Awaited<ReturnType<typeof evaluate>>

/** What training wrote of a seed, of the model alone: in float, without recognisers and the gazetteer. */
type SeedReport = {
  test: {
    intents: Pick<Report['intents'], 'inScopeAccuracy' | 'macroF1' | 'outOfScope'> & { ece: number }
    entities: Pick<Report['entities'], 'span'>
  }
}

const seedReports = async (): Promise<[string, SeedReport][]> => {
  const files = (await readdir(results).catch(() => [])).filter((name) => name.endsWith('.json')).sort()
  return Promise.all(
    files.map(async (name): Promise<[string, SeedReport]> => [
      name.replace('.json', ''),
      JSON.parse(await readFile(join(results, name), 'utf8')) as SeedReport,
    ]),
  )
}

const shown = (value: number): string => value.toFixed(3)

const summaryOf = (
  { inScopeAccuracy, macroF1, outOfScope }: SeedReport['test']['intents'] | Report['intents'],
  ece: number,
  spanF1: number,
) => [inScopeAccuracy, macroF1, outOfScope.f1, outOfScope.auroc, ece, spanF1].map(shown)

const printReport = (report: Report, seeds: readonly [string, SeedReport][]): void => {
  const { intents, entities, latency, modelBytes } = report
  print(`${report.file}: ${intents.n} messages\n`)
  print(
    table(
      ['', 'in-scope accuracy', 'macro F1', 'out-of-scope F1', 'AUROC', 'ECE', 'span F1', 'values'],
      [
        ['as it ships', ...summaryOf(intents, intents.calibration.ece, entities.span.f1), shown(entities.value.accuracy)],
        ...seeds.map(([name, { test }]) => [
          `${name}, the model alone`,
          ...summaryOf(test.intents, test.intents.ece, test.entities.span.f1),
          '–',
        ]),
      ],
    ),
  )
  print(
    `\nOut of scope: precision ${shown(intents.outOfScope.precision)}, recall ${shown(intents.outOfScope.recall)}. ` +
      `Several intents in a message: all found in ${shown(intents.several.allFound)} of ${intents.several.n}.\n` +
      `A message alone until its intent and entities are on the log: p50 ${latency.p50.toFixed(1)} ms, p99 ${latency.p99.toFixed(1)} ms. ` +
      `The model: ${(modelBytes / 1e6).toFixed(1)} MB.\n`,
  )
  const classes = Object.entries(intents.perClass).map(([label, { n, precision, recall, f1 }]) => [
    label,
    n,
    ...[precision, recall, f1].map(shown),
  ])
  print(table(['intent', 'n', 'precision', 'recall', 'F1'], classes) + '\n')
  print(
    table(
      ['expected', 'taken for', 'n'],
      intents.confusion.map(({ expected, predicted, n }) => [expected, predicted, n]),
    ) + '\n',
  )
  const types = Object.entries(entities.perType).map(([type, { expected, span, value }]) => [
    ...[type, expected],
    ...[span.precision, span.recall, span.f1, value.accuracy].map(shown),
  ])
  print(table(['entity', 'n', 'precision', 'recall', 'F1', 'values'], types))
}

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
const report = await evaluate(positionals[0] ?? frozen)
const seeds = positionals[0] ? [] : await seedReports()
if (values.json) printJson({ ...report, seeds: Object.fromEntries(seeds) })
else printReport(report, seeds)
