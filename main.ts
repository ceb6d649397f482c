#!/usr/bin/env node
/** The command line. Each command is loaded when it is called, so that `--help` and a pod of one processor load no more than they use. */
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import type { Starter } from './main/api.ts'
import { CommandError, notice } from './main/output.ts'
import { version } from './main/version.ts'
import { HoplineError } from './streams/errors.ts'

/** Opens the data directory for this command, because no server answers. */
const start: Starter = async (need) => (await import('./main/system.ts')).startForCommand(need)
const startApart = async () => (await import('./main/system.ts')).startApart()

const program = new Command('hopline')
  .description('ChatOps on an event log: every message crosses six hops, exactly once, and every hop can be explained.')
  .version(version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(hopline --help shows what there is)')

const json = ['--json', 'print one JSON value on stdout and nothing else'] as const

program
  .command('run')
  .description('run the gateway and processors, until told to stop')
  .argument('[names...]', 'all, gateway, or names of processors', ['all'])
  .option(...json)
  .action(async (names: string[], options) => (await import('./main/commands/run.ts')).run(names, options))

program
  .command('ask')
  .description('ask one question and print the reply with its sources')
  .argument('<text>', 'the question')
  .option('--knowledge <dir>', 'know only the documents of this folder; touches neither the server nor the data directory')
  .option(...json)
  .action(async (text: string, options) => (await import('./main/commands/ask.ts')).ask(text, options, start, startApart))

program
  .command('chat')
  .description('talk in the terminal')
  .option(...json)
  .action(async (options) => (await import('./main/commands/ask.ts')).chat(options, start))

program
  .command('topics')
  .description('list the topics; with --ensure, create what is missing first')
  .option('--ensure', 'create missing topics on the log that the settings name, without a server')
  .option(...json)
  .action(async (options) => (await import('./main/commands/operate.ts')).topics(options, start))

const deadLetters = program.command('dead-letters').description('records that could not be processed')
deadLetters
  .command('list')
  .description('list those that were not redriven')
  .option('--all', 'list redriven ones too')
  .option(...json)
  .action(async (options) => (await import('./main/commands/operate.ts')).deadLetters.list(options, start))
deadLetters
  .command('show')
  .description('show one, with what it holds')
  .argument('<id>', 'partition:offset')
  .option(...json)
  .action(async (id: string, options) => (await import('./main/commands/operate.ts')).deadLetters.show(id, options, start))
deadLetters
  .command('redrive')
  .description('give some another try, for the processor that failed')
  .argument('[ids...]', 'partition:offset')
  .option('--all', 'all that were not redriven')
  .option('--yes', 'also where they are more than 100')
  .option(...json)
  .action(async (ids: string[], options) => (await import('./main/commands/operate.ts')).deadLetters.redrive(ids, options, start))

program
  .command('explain')
  .description('show the chain from a message to its reply')
  .argument('<message-id>')
  .option(...json)
  .action(async (id: string, options) => (await import('./main/commands/operate.ts')).explain(id, options, start))

const principals = (text: string): string[] => {
  const named = text.split(',').map((one) => one.trim())
  if (!named.every((one) => /^[!-~]{1,200}$/.test(one)))
    throw new InvalidArgumentError('Principals are 1 to 200 visible ASCII characters each.')
  return named
}
const knowledge = program.command('knowledge').description('the documents that answers come from')
knowledge
  .command('add')
  .description('add or update documents: Markdown, text, HTML, PDF, DOCX, CSV of questions and answers, OpenAPI')
  .argument('<sources...>', 'files, folders, git repositories (folders or addresses), addresses of the web')
  .option('--access <principals>', 'who may read them, apart by commas, whatever they and the rules of their folder say', principals)
  .option(...json)
  .action(async (names: string[], options) => (await import('./main/commands/knowledge.ts')).knowledge.add(names, options, start))
knowledge
  .command('list')
  .description('list the documents')
  .option(...json)
  .action(async (options) => (await import('./main/commands/knowledge.ts')).knowledge.list(options, start))
knowledge
  .command('remove')
  .description('remove documents')
  .argument('<documents...>', 'ids, as `knowledge list` shows them')
  .option(...json)
  .action(async (ids: string[], options) => (await import('./main/commands/knowledge.ts')).knowledge.remove(ids, options, start))
knowledge
  .command('status')
  .description('how much can be found, and what is still to be embedded')
  .option(...json)
  .action(async (options) => (await import('./main/commands/knowledge.ts')).knowledge.status(options, start))

const evaluate = program.command('eval').description('score intents, entities or answers on a file of yours')
for (const what of ['intents', 'entities', 'answers'] as const) {
  const command = evaluate
    .command(what)
    .description(`score ${what} on a JSON Lines file`)
    .argument('<file>', 'one JSON value a line')
    .option('--predictions <file>', 'write one line for each line of the input')
    .option(...json)
  if (what === 'answers') command.requiredOption('--knowledge <dir>', 'the documents that answers come from')
  if (what === 'answers') command.option('--page <file>', 'write a page to read: each question with its answer, misses first')
  command.action(async (file: string, options) => (await import('./main/commands/eval.ts')).evaluate(what, file, options, startApart))
}

const positive = (text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('is not a number above 0')
  return value
}
program
  .command('bench')
  .description('measure; `hopline bench list` names what can be')
  .argument('<name>')
  .option('--seconds <n>', 'how long, where a bench runs for a time', positive)
  .option('--torch <paths...>', 'bench encoder: a Python with sentence-transformers, and the folder of all-MiniLM-L6-v2 in its layout')
  .option(...json)
  .action(async (name: string, options) => (await import('./infra/bench/bench.ts')).bench(name, options))

program
  .command('doctor')
  .description('tell what is configured, reachable and missing')
  .option(...json)
  .action(async (options) => (await import('./main/commands/doctor.ts')).doctor(options))

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitOf(error)
}

function exitOf(error: unknown): number {
  // commander has printed its own sentence; help and version are no mistakes.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof CommandError) return (notice(error.message), error.exit)
  if (error instanceof HoplineError)
    return (notice(error.message), error.code === 'settings-invalid' ? 2 : error.code === 'service-unavailable' ? 3 : 1)
  notice(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 1
}
