/** The thread of `converter.ts`: one file after the other. */
import { parentPort } from 'node:worker_threads'
import { convert, type Converted, type File } from './convert.ts'
import { Unreadable } from './formats/unreadable.ts'

export type Answer = { converted: Converted } | { unreadable: string } | { failed: string }

const answerTo = async (file: File): Promise<Answer> => {
  try {
    return { converted: await convert(file) }
  } catch (error) {
    return error instanceof Unreadable ? { unreadable: error.message } : { failed: error instanceof Error ? error.message : String(error) }
  }
}

parentPort!.on('message', (file: File) => void answerTo(file).then((answer) => parentPort!.postMessage(answer)))
