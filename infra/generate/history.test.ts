import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { renderHistory } from './history.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hopline-schemas-'))
  mkdirSync(join(folder, 'parts'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Writes the record's schema and renders, as `npm run generate` does; gives the ids of the record's versions. */
const generate = (fields: string[], { doc = 'A note.', restart = false } = {}): number[] => {
  const schema = {
    type: 'record',
    name: 'ShortNote',
    namespace: 'hopline',
    doc,
    fields: fields.map((name) => ({ name, type: 'string', doc: 'Text.', default: '' })),
  }
  writeFileSync(join(folder, 'short-note.avsc'), JSON.stringify(schema))
  const rendered = renderHistory(folder, restart)
  for (const [path, text] of Object.entries(rendered)) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return [...rendered[join(folder, 'history.ts')]!.matchAll(/ id: (\d+),/g)].map(([, id]) => Number(id))
}
const files = (): string[] => readdirSync(join(folder, 'history', 'short-note')).sort()

it('freezes a new version where a record changed, and keeps the ids of the ones before', () => {
  const [first] = generate(['a'])
  expect(generate(['a'])).toEqual([first])
  const both = generate(['a', 'b'])
  expect(both).toHaveLength(2)
  expect(both[0]).toBe(first)
  expect(files()).toEqual(['v1.avsc', 'v2.avsc'])
})

it('orders versions by number from the tenth on', () => {
  const fields = Array.from({ length: 11 }, (_, index) => `f${index}`)
  const ids = fields.map((_, index) => generate(fields.slice(0, index + 1)).at(-1))
  expect(generate(fields)).toEqual(ids)
})

it('does not count a change of words as a version', () => {
  const ids = generate(['a'])
  expect(generate(['a'], { doc: 'Other words.' })).toEqual(ids)
})

it('gives a form the same id after a restart of the history, and an id that no registry hands out', () => {
  generate(['a'])
  const [, second] = generate(['a', 'b'])
  expect(generate(['a', 'b'], { restart: true })).toEqual([second])
  expect(second).toBeGreaterThanOrEqual(2 ** 30)
  expect(second).toBeLessThan(2 ** 31)
})
