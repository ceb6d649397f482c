/**
 * The chunks of all documents in one file, so that a start need not read the whole topic. Written beside the old one and put in its place
 * by one rename; a file that is cut, changed or of another format is as good as none.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { DocumentChunks } from '../../schemas/index.ts'

/** The last record of a partition that the snapshot knows: tells whether the log is still the same. */
export type Mark = { partition: number; offset: number; /** ms since 1970 */ timestamp: number }

export type SnapshotFile = {
  /** Calls `onDocument` for each document, and gives the marks; null, and no call, where there is no whole snapshot. */
  read(onDocument: (key: string, document: DocumentChunks) => void): Promise<readonly Mark[] | null>
  /** Documents are taken one by one, so that nothing else waits for all of them. */
  write(marks: readonly Mark[], documents: Iterable<readonly [key: string, document: DocumentChunks]>): Promise<void>
}

/** Raised when what is written changes its shape. */
const format = 'hopline chunks 1'
const digestLength = 32

export const snapshotFile = (folder: string): SnapshotFile => {
  const path = join(folder, 'chunks.snapshot')

  /** Frames of the file, in order, without the digest at its end. @throws where it is cut */
  const frames = async function* (): AsyncGenerator<Buffer> {
    let rest = Buffer.alloc(0)
    for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
      rest = Buffer.concat([rest, part as Buffer])
      while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE(0)) {
        const length = rest.readUInt32LE(0)
        yield rest.subarray(4, 4 + length)
        rest = rest.subarray(4 + length)
      }
    }
    if (rest.length > 0) throw new Error('The file ends within a frame.')
  }

  const isWhole = async (): Promise<boolean> => {
    const hash = createHash('sha256')
    let last: Buffer | null = null
    for await (const frame of frames()) {
      if (last) hash.update(last)
      last = Buffer.from(frame)
    }
    return last?.length === digestLength && hash.digest().equals(last)
  }

  return {
    async read(onDocument) {
      // Whatever is wrong with it, the topic has it all.
      if (!(await isWhole().catch(() => false))) return null
      let marks: readonly Mark[] | null = null
      for await (const frame of frames()) {
        if (frame.length === digestLength) break
        const value = deserialize(frame) as unknown
        if (marks) onDocument(...(value as [string, DocumentChunks]))
        else {
          const head = value as { format: string; marks: Mark[] }
          if (head.format !== format) return null
          marks = head.marks
        }
      }
      return marks
    },

    async write(marks, documents) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const beside = `${path}.${process.pid}`
      const file = await open(beside, 'w', 0o600)
      try {
        const hash = createHash('sha256')
        const frame = async (bytes: Buffer) => {
          const length = Buffer.alloc(4)
          length.writeUInt32LE(bytes.length)
          await file.write(Buffer.concat([length, bytes]))
        }
        const put = async (value: unknown) => {
          const bytes = serialize(value)
          hash.update(bytes)
          await frame(bytes)
        }
        await put({ format, marks })
        for (const document of documents) await put(document)
        await frame(hash.digest())
        await file.sync()
      } catch (error) {
        await rm(beside, { force: true })
        throw error
      } finally {
        await file.close()
      }
      await rename(beside, path)
    },
  }
}
