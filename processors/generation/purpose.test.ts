import { describe, expect, it } from 'vitest'
import { wantedBy, type Purpose } from './purpose.ts'

const cases: readonly [string, Purpose][] = [
  ['how do I fix the crash loop', 'mend'],
  ['cert expired, what now', 'mend'],
  ['what should i do about full inodes', 'mend'],
  ['was tun bei vollem Datenträger', 'mend'],
  ['que faire si le disque est plein', 'mend'],
  ['how can I see who holds the lock', 'check'],
  ['which query shows the lag', 'check'],
  ['what do I check first', 'check'],
  ['wie sehe ich die logs', 'check'],
  ['why is the shard unassigned', 'cause'],
  ['what could be the reason', 'cause'],
  ['¿por qué se reinicia el pod?', 'cause'],
  ['what does TargetDown mean', 'meaning'],
  ['was bedeutet der Alarm', 'meaning'],
  ['what happens if the quota is exceeded', 'impact'],
  ['is this dangerous', 'impact'],
  ['disk full on web-07', 'mend'],
]

describe('wantedBy', () => {
  it.each(cases)('reads “%s” as %s', (question, purpose) => {
    expect(wantedBy(question).purposes[0]).toBe(purpose)
  })

  it('tells questions for commands and numbers', () => {
    expect(wantedBy('which promql shows the lag')).toMatchObject({ code: true, number: false })
    expect(wantedBy('how many pods fit on a node')).toMatchObject({ code: false, number: true })
  })
})
