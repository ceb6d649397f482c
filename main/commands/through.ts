/** What the commands that ask and change things through the API share. */
import { connect, type Api, type Need, type Starter } from '../api.ts'
import { print, printJson } from '../output.ts'

export type Options = { json?: boolean }

/** Does `work` with the API, and closes it. */
export const through = async <T>(start: Starter, need: Need, work: (api: Api) => Promise<T>): Promise<T> => {
  const api = await connect(start, need)
  try {
    return await work(api)
  } finally {
    await api.close()
  }
}

/** Prints a value with `--json`, its text otherwise. */
export const show = (options: Options, value: unknown, text: () => string): void => (options.json ? printJson(value) : print(text()))
