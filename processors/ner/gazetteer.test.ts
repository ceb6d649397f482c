import { mkdtemp, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KnownName } from '../../schemas/index.ts'
import { followGazetteer, readGazetteer } from './gazetteer.ts'

let file: string
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'hopline-gazetteer-')), 'names.yaml')
})

describe('readGazetteer', () => {
  it('reads YAML and JSON', async () => {
    await writeFile(file, 'services: [Frodo]\npeople:\n  - Ng\n')
    expect(await readGazetteer(file)).toEqual([
      { type: 'service', name: 'Frodo' },
      { type: 'person', name: 'Ng' },
    ])
    await writeFile(file, '{"teams": ["Blue Birds"]}')
    expect(await readGazetteer(file)).toEqual([{ type: 'team', name: 'Blue Birds' }])
  })

  it('names the file and the lists it takes where it can not be used', async () => {
    await writeFile(file, 'service: [Frodo]')
    await expect(readGazetteer(file)).rejects.toThrow(/names\.yaml.*service.*lists of names under services/s)
  })
})

describe('followGazetteer', () => {
  let close = () => {}
  afterEach(() => close())

  it('reads a changed file again, and keeps the former names where it is broken, telling once', async () => {
    const lists: (readonly KnownName[])[] = []
    const problems: string[] = []
    await writeFile(file, 'services: [Frodo]')
    const followed = await followGazetteer(file, { names: (names) => lists.push(names), problem: (text) => problems.push(text) }, 5)
    close = followed.close
    expect(lists).toEqual([[{ type: 'service', name: 'Frodo' }]])

    await writeFile(file, 'services: [Frodo, unclosed')
    await vi.waitFor(() => expect(problems.length).toBeGreaterThan(0))
    expect(lists).toHaveLength(1)

    // As a mounted ConfigMap is replaced: another file takes the name.
    await writeFile(`${file}.new`, 'services: [Samwise]')
    await rename(`${file}.new`, file)
    await vi.waitFor(() => expect(lists.at(-1)).toEqual([{ type: 'service', name: 'Samwise' }]))
    expect(new Set(problems).size).toBe(problems.length)
    expect(problems[0]).toMatch(/names\.yaml.*The names that were read before stay/s)
  })
})
