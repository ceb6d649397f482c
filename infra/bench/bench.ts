/** `hopline bench NAME`: each bench is a function that returns rows. */
import { CommandError, notice, print, printJson, table } from '../../main/output.ts'
import { report, type Row } from './report.ts'

type Options = { seconds?: number; torch?: string[]; json?: boolean }

const benches: Record<string, { means: string; run: (options: Options) => Promise<Row[]> }> = {
  embedded: { means: 'six pass-through hops on the embedded log', run: async () => (await import('./embedded.ts')).embedded() },
  hops: {
    means: 'six pass-through hops on Kafka, beside bare kafkajs and Kafka Streams',
    run: async () => (await import('./hops.ts')).hops(),
  },
  soak: {
    means: 'resident memory of one process under messages for ten minutes (or --seconds) on each log',
    run: async ({ seconds = 600 }) => (await import('./soak.ts')).soak(seconds),
  },
  chaos: {
    means: 'what is lost, repeated or out of order in a storm of kills, stops and restarts (10 minutes, or --seconds)',
    run: async ({ seconds = 600 }) => (await import('./chaos.ts')).chaos(seconds),
  },
  pipeline: {
    means: 'real messages through the real processors, beside the encoder alone',
    run: async () => (await import('./pipeline.ts')).pipeline(),
  },
  index: {
    means: 'the search over 100,000 chunks, and its graph beside FAISS',
    run: async () => (await import('./index.ts')).index(),
  },
  encoder: {
    means:
      'the encoder on short texts, beside Python onnxruntime on the same file; --torch PYTHON MODEL sets sentence-transformers beside it',
    run: async ({ torch: [python, model] = [] }) => (await import('./encoder.ts')).encoder(python && model ? { python, model } : null),
  },
  slow: {
    means: 'what a 10 s handler adds to the other conversations of its partition',
    run: async () => (await import('./embedded.ts')).slow(),
  },
}

/** Runs one bench and prints its report. @throws CommandError for a name that is none */
export const bench = async (name: string, options: Options): Promise<void> => {
  if (name === 'list') {
    const rows = Object.entries(benches).map(([one, { means }]) => [one, means])
    return options.json ? printJson(Object.fromEntries(rows)) : print(table(['bench', 'measures'], rows))
  }
  const chosen = benches[name]
  if (!chosen) throw new CommandError(`There is no bench ${name}. There are: ${Object.keys(benches).join(', ')}.`, 2)
  notice(`Measuring ${chosen.means} …`)
  const done = report(name, await chosen.run(options))
  if (options.json) return printJson(done)
  print(`${done.machine}; load ${done.load}`)
  print(
    table(
      ['what', 'value', 'unit', 'peer', 'its value', 'ratio'],
      done.rows.map((row) => [row.what, row.value, row.unit, row.peer ?? '', row.peerValue ?? '', row.ratio ?? '']),
    ),
  )
}
