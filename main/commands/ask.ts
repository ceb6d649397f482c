/** `hopline ask` and `hopline chat`: a message through all six hops, in a terminal. */
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { connect, type Api, type Starter } from '../api.ts'
import { addDocuments, readDocuments, untilIndexed } from '../knowledge.ts'
import { readable, sendMessage, untilReady, type Hop } from '../messages.ts'
import { CommandError, duration, notice, print, printJson } from '../output.ts'

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
  const api = options.knowledge === undefined ? await connect(start, { processors: true }) : (await startApart()).api
  try {
    if (options.knowledge !== undefined) {
      await addDocuments(api, await readDocuments(options.knowledge))
      await untilIndexed(api)
    }
    await untilReady(api)
    const answered = await sendMessage(api, { text }, options.json ? undefined : tell)
    if (options.json) return printJson(answered)
    print(`\n${readable(answered)}`)
    if (answered.status === 'failed') process.exitCode = 1
  } finally {
    await api.close()
  }
}

/** Asks line by line in one conversation, until the end of input or `/quit`. */
export const chat = async (start: Starter): Promise<void> => {
  const api = await connect(start, { processors: true })
  await untilReady(api)
  const conversationId = randomUUID()
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
  notice(`Connected to ${api.where}. An empty line is skipped; /quit or Ctrl-D ends.`)
  lines.prompt()
  try {
    for await (const line of lines) {
      const text = line.trim()
      if (text === '/quit') break
      if (text !== '') print(`\n${readable(await sendMessage(api, { text, conversationId }))}\n`)
      lines.prompt()
    }
  } finally {
    lines.close()
    await api.close()
  }
}
