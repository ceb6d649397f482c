/** File contents from a repository: one `git cat-file --batch` for all of them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** @param folder within the repository */
export const openBlobs = (folder: string, env: Readonly<Record<string, string | undefined>>) => {
  let child: ReturnType<typeof start> | null = null
  let last: Promise<unknown> = Promise.resolve()

  const start = () => {
    const process = spawn('git', ['-C', folder, 'cat-file', '--batch'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
    // Without a listener the end of the child would end this process; whoever reads is told by the end of its output.
    process.stdin.on('error', () => undefined)
    const parts = process.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    let held: Buffer[] = []
    let size = 0
    const more = async () => {
      const next = await parts.next()
      if (next.done) throw new Error('git cat-file ended early')
      held.push(next.value)
      size += next.value.length
    }
    const bytes = async (count: number): Promise<Buffer> => {
      while (size < count) await more()
      const all = Buffer.concat(held)
      held = [all.subarray(count)]
      size = all.length - count
      return all.subarray(0, count)
    }
    const line = async (): Promise<string> => {
      for (;;) {
        const end = Buffer.concat(held).indexOf('\n')
        if (end >= 0) return (await bytes(end + 1)).toString()
        await more()
      }
    }
    return { process, bytes, line }
  }

  const readNext = async (object: string): Promise<Uint8Array> => {
    child ??= start()
    child.process.stdin.write(`${object}\n`)
    const size = Number(/ blob (\d+)\n$/.exec(await child.line())?.[1])
    if (!Number.isSafeInteger(size)) throw new Error(`git has no file ${object}`)
    // A line feed ends it.
    return (await child.bytes(size + 1)).subarray(0, size)
  }

  return {
    /** One after the other, in the order of the calls. */
    read(object: string): Promise<Uint8Array> {
      const turn = last.then(() => readNext(object))
      last = turn.catch(() => undefined)
      return turn
    },
    async close() {
      if (!child || child.process.exitCode !== null) return
      child.process.stdin.end()
      await once(child.process, 'exit')
    },
  }
}
