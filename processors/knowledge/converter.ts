/** Reads files in a thread of its own: what parses the bytes of strangers is bounded in time and memory, and holds up nothing. */
import { Worker } from 'node:worker_threads'
import type { Answer } from './convert-thread.ts'
import { checkedFormat, convert, type Converted, type File } from './convert.ts'
import { Unreadable } from './formats/unreadable.ts'

export type Converter = {
  /** As `convert`. @throws Unreadable also where a file takes too long or too much memory */
  convert(file: File): Promise<Converted>
  close(): Promise<void>
}

const limits = { seconds: 60, megabytes: 1_024 }

/** The thread begins with the first file that needs it, reads one file at a time, and keeps no process from its end. */
export const openConverter = ({ seconds, megabytes } = limits): Converter => {
  let thread: Worker | null = null
  let last: Promise<unknown> = Promise.resolve()

  const start = () => {
    const started = new Worker(new URL('./convert-thread.ts', import.meta.url), {
      name: 'converter',
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    })
    started.on('exit', () => thread === started && (thread = null))
    return started
  }

  const inThread = (file: File): Promise<Converted> =>
    new Promise((settle, fail) => {
      const worker = (thread ??= start())
      worker.ref()
      const done = (act: () => void) => {
        clearTimeout(timer)
        worker.off('message', answered).off('error', broke)
        worker.unref()
        act()
      }
      const give = (why: string, cause?: unknown) =>
        done(() => {
          thread = null
          void worker.terminate()
          fail(new Unreadable(`${file.name} ${why}.`, { cause }))
        })
      const answered = (answer: Answer) =>
        done(() =>
          'converted' in answer
            ? settle(answer.converted)
            : fail(new Unreadable('unreadable' in answer ? answer.unreadable : `${file.name} can't be read: ${answer.failed}`)),
        )
      const broke = (error: NodeJS.ErrnoException) =>
        give(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `needs more than ${megabytes} MB of memory to be read; split it` : `can't be read`,
          error,
        )
      const timer = setTimeout(() => give(`takes more than ${seconds} s to be read; split it`), seconds * 1_000)
      worker.on('message', answered).on('error', broke)
      // A copy that is handed over: a view of a larger buffer would take all of that along.
      const content = Uint8Array.from(file.content)
      worker.postMessage({ ...file, content }, [content.buffer])
    })

  return {
    async convert(file) {
      const format = checkedFormat(file)
      // What is only decoded needs no thread.
      if (format === 'markdown' || format === 'plain') return convert(file)
      const turn = last.then(() => inThread(file))
      last = turn.catch(() => undefined)
      return turn
    },
    async close() {
      await thread?.terminate()
    },
  }
}
