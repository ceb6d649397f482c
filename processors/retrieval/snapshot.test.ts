import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { floatBytes, type DocumentChunks } from '../../schemas/index.ts'
import { snapshotFile } from './snapshot.ts'

const document = (name: string): DocumentChunks => ({
  ...{ document: name, revision: 'r', title: name, tenant: 't', access: ['sre'], encoder: 'e' },
  chunks: [{ id: name, headings: ['h'], text: name, start: 0, end: 1, vector: floatBytes(Float32Array.of(0, 1)), sentences: [] }],
})
const marks = [{ partition: 0, offset: 7, timestamp: 1 }]

describe('snapshotFile', () => {
  let folder: string
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'hopline-snapshot-'))))
  afterEach(() => rm(folder, { recursive: true }))
  const readAll = async () => {
    const found: unknown[] = []
    const read = await snapshotFile(folder).read((key, value) => void found.push([key, value]))
    return { marks: read, found }
  }
  const documents = Array.from({ length: 50 }, (_, i) => [`k${i}`, document(`d${i}`.repeat(2_000))] as const)

  it('gives back what was written last', async () => {
    await snapshotFile(folder).write(marks, [['old', document('old')]])
    await snapshotFile(folder).write(marks, documents)
    const { marks: read, found } = await readAll()
    expect(read).toEqual(marks)
    expect(found).toEqual(documents)
  })

  it('is as good as none where it is missing, cut, or changed in one place', async () => {
    const none = { marks: null, found: [] }
    expect(await readAll()).toEqual(none)
    await snapshotFile(folder).write(marks, documents)
    const path = join(folder, 'chunks.snapshot')
    const whole = await readFile(path)
    await writeFile(path, whole.subarray(0, whole.length - 100))
    expect(await readAll()).toEqual(none)
    const changed = Buffer.from(whole)
    changed[changed.length >> 1]! ^= 1
    await writeFile(path, changed)
    expect(await readAll()).toEqual(none)
    await writeFile(path, 'not a snapshot')
    expect(await readAll()).toEqual(none)
  })
})
