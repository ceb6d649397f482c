/** `hopline ask` and `hopline chat`: a message through all six hops, in a terminal. */
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { connect, readinessOf, untilReady, type Api, type Starter } from '../api.ts'
import { addDocuments, untilIndexed } from '../knowledge.ts'
import { readable, sendMessage, type Answered, type Hop } from '../messages.ts'
import { CommandError, duration, notice, print, printJson } from '../output.ts'
import { readFolder } from '../read-documents.ts'

/** How long a question waits for parts that are not ready; after that it is asked all the same. */
const patienceMs = 120_000

const tell = ({ name, ms }: Hop) => notice(`  ${name.padEnd(10)} ${duration(ms)}`)

/**
 * Asks one question. With `knowledge`, a folder is all that is known, and neither the server nor the data directory is touched.
 */
export const ask = async (
  text: string,
  options: { knowledge?: string; json?: boolean },
  start: Starter,
  startApart: () => Promise<{ api: Api }>,
): Promise<void> => {
  if (text.trim() === '')
    throw new CommandError('The question is empty. Write it as one argument: hopline ask "why does the pod restart?"', 2)
  const api = options.knowledge === undefined ? await connect(start, 'answers') : (await startApart()).api
  try {
    if (options.knowledge !== undefined) {
      const { documents, leftOut } = await readFolder(options.knowledge)
      leftOut.forEach(notice)
      await addDocuments(api, documents)
      await untilIndexed(api)
    }
    await untilReady(() => readinessOf(api), patienceMs)
    const answered = await sendMessage(api, { text }, options.json ? undefined : tell)
    if (options.json) return printJson(answered)
    print(`\n${readable(answered)}`)
    if (answered.status === 'failed') process.exitCode = 1
  } finally {
    await api.close()
  }
}

/**
 * Asks line by line in one conversation, until the end of input or `/quit`. What could not be answered is told, and the talk goes on; the
 * exit code is 1 then. With `json`, the replies are one array, printed at the end.
 */
export const chat = async (options: { json?: boolean }, start: Starter): Promise<void> => {
  const api = await connect(start, 'answers')
  const conversationId = randomUUID()
  const all: Answered[] = []
  // Prompts go where a person looks, never between replies that a program reads.
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: process.stdin.isTTY && process.stderr.isTTY,
    prompt: '> ',
  })
  let open = true
  lines.once('close', () => (open = false))
  const prompt = () => (open && process.stdin.isTTY ? lines.prompt() : undefined)
  try {
    // Made before the first wait: lines that come earlier would be lost.
    const waiting = lines[Symbol.asyncIterator]()
    await untilReady(() => readinessOf(api), patienceMs)
    notice(`Connected to ${api.where}. An empty line is skipped; /quit or Ctrl-D ends.`)
    prompt()
    for (let line = await waiting.next(); !line.done; line = await waiting.next()) {
      const text = line.value.trim()
      if (text === '/quit') break
      if (text !== '') {
        const answered = await sendMessage(api, { text, conversationId }).catch((error: unknown) => {
          if (!(error instanceof CommandError)) throw error
          notice(error.message)
          process.exitCode = 1
          return null
        })
        if (answered) all.push(answered)
        if (answered && !options.json) print(`${readable(answered)}\n`)
      }
      prompt()
    }
    if (options.json) printJson(all)
  } finally {
    lines.close()
    await api.close()
  }
}
