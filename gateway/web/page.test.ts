import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { conversationOf } from './address.js'
import { examples } from './examples.js'
import { healthOf } from './health.js'
import { ulid } from './ids.js'
import { duration, firstWords } from './words.js'

const readKnowledge = (name: string) => readFileSync(join(import.meta.dirname, '../../knowledge', name), 'utf8')

describe('the questions that an empty page offers', () => {
  const answerable = new Map<string, { documents: string[] }>(
    readKnowledge('questions.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { question: string; documents: string[] })
      .map((one) => [one.question, one]),
  )

  it.each(examples.flatMap(({ questions }) => questions))('are answered by the knowledge that ships: %s', (question) => {
    expect(answerable.get(question)?.documents.length).toBeGreaterThan(0)
  })
})

describe('health', () => {
  const ready = { ready: true, parts: [{ name: 'log', ready: true, detail: 'Ready.' }] }
  const read = { documents: 44, chunks: 400, pending: 0 }
  const known = { readiness: ready, knowledge: read, lost: null, now: 0 }

  it('says nothing more where all is well', () => {
    expect(healthOf(known)).toEqual({ state: 'done', word: 'Ready', note: null })
  })

  it('counts the documents that are read while knowledge is taken in', () => {
    expect(healthOf({ ...known, knowledge: { ...read, documents: 12, pending: 32 } }).note).toContain(
      'Knowledge is being read: 12 of 44 documents.',
    )
  })

  it('names each part that is not ready, and why', () => {
    const readiness = { ready: false, parts: [...ready.parts, { name: 'intent', ready: false, detail: 'The model is loading.' }] }
    expect(healthOf({ ...known, readiness })).toMatchObject({
      state: 'parked',
      note: expect.stringContaining('intent (The model is loading)') as string,
    })
  })

  it('says since when there is no connection, and when it is tried again', () => {
    const { note } = healthOf({ ...known, lost: { why: 'The server does not answer.', at: 0, retryAt: 4_000 }, now: 1 })
    expect(note).toContain('Not connected since 00:00:00. Trying again in 4 s.')
  })
})

it('takes only what can be a conversation from the address', () => {
  expect(['#01K6Z4T2Q0J8VB5N3M7XW9CDEF', '#', '', '#a/b', '#%E0%A4%A', `#${'x'.repeat(129)}`].map(conversationOf)).toEqual([
    '01K6Z4T2Q0J8VB5N3M7XW9CDEF',
    ...Array<null>(5).fill(null),
  ])
})

it('makes ids whose first ten characters are the time', () => {
  // The example of the ULID specification: https://github.com/ulid/spec
  expect(ulid(1_469_918_176_385, new Uint8Array(16))).toBe('01ARYZ6S410000000000000000')
})

it('writes times with two or three figures and a space before the unit', () => {
  expect([14, 999.4, 1_840, 9_994, 20_400, 99_949, 420_000].map(duration)).toEqual([
    '14 ms',
    '999 ms',
    '1.84 s',
    '9.99 s',
    '20.4 s',
    '99.9 s',
    '7 min',
  ])
})

it('ends a title at a word', () => {
  expect(firstWords(`${'word '.repeat(20)}`)).toBe(`${'word '.repeat(15)}word …`)
})
