/** What commands print: one JSON value on stdout with `--json`, text otherwise; progress and notices on stderr. */

/** The end of a command that could not do what was asked. `exit`: 1 failed, 2 wrong use, 3 something needed is missing. */
export class CommandError extends Error {
  override name = 'CommandError'
  readonly exit: 1 | 2 | 3
  constructor(message: string, exit: 1 | 2 | 3 = 1, options?: { cause?: unknown }) {
    super(message, options)
    this.exit = exit
  }
}

export const printJson = (value: unknown): void => void process.stdout.write(JSON.stringify(value, null, 2) + '\n')
export const print = (text: string): void => void process.stdout.write(text + '\n')
export const notice = (text: string): void => void process.stderr.write(text + '\n')

/** Columns of text, as wide as their widest cell. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const lines = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A bar on stderr while a person waits; where stderr is no terminal, a line after two seconds and then every ten. What is done at once shows nothing. */
export const progressBar = (what: string) => {
  const live = process.stderr.isTTY
  let due = Date.now() + (live ? 300 : 2_000)
  return {
    update(done: number, total: number) {
      if (Date.now() < due) return
      const share = total === 0 ? 1 : Math.min(1, done / total)
      if (live) {
        const full = Math.round(share * 24)
        process.stderr.write(`\r${what}  ${'█'.repeat(full)}${'·'.repeat(24 - full)}  ${done}/${total} `)
      } else {
        due = Date.now() + 10_000
        notice(`${what}: ${done} of ${total}`)
      }
    },
    end() {
      if (live) process.stderr.write('\r\x1b[K')
    },
  }
}

/** Says what is waited for, where that takes over two seconds. */
export const tellIfSlow = async <T>(what: string, waiting: Promise<T>): Promise<T> => {
  const timer = setTimeout(() => notice(`${what} …`), 2_000)
  return waiting.finally(() => clearTimeout(timer))
}

/** ms as people read them: `14 ms`, `1.84 s`, `7 min`. */
export const duration = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : ms < 60_000 ? `${(ms / 1_000).toFixed(2)} s` : `${Math.round(ms / 60_000)} min`
