import { describe, expect, it } from 'vitest'
import { accessRules } from './access-rules.ts'

const rules = accessRules(`
"**": everyone
"hr/**": [group:hr, group:lead]
"hr/handbook.*": everyone
"*.key.md": ada
`)

describe('accessRules', () => {
  it.each([
    ['a.md', []],
    ['hr/pay.md', ['group:hr', 'group:lead']],
    ['hr/2026/pay.md', ['group:hr', 'group:lead']],
    ['hr/handbook.pdf', []],
    ['door.key.md', ['ada']],
  ])('lets the last pattern that matches %s decide', (path, readers) => expect(rules.readersOf(path)).toEqual(readers))

  it('says nothing of what no pattern matches', () => {
    expect(accessRules('"hr/**": hr').readersOf('a.md')).toBeNull()
    expect(accessRules('# none\n').readersOf('a.md')).toBeNull()
  })

  it.each([
    '"hr/**": [',
    '- hr',
    '"hr/**":',
    '"hr/**": []',
    '"hr/**": { a: b }',
    '"hr/**": [everyone, ada]',
    '"hr/**": 5',
    '"hr/**": two words',
  ])('lets nobody read anything where it can not be read: %s', (text) => {
    const closed = accessRules(text)
    expect(closed.problem).not.toBeNull()
    expect(closed.readersOf('a.md')).toEqual(['nobody'])
  })
})
