import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readSettings, settingFacts } from './config.ts'

const a = z.object({ HOPLINE_TOP: z.coerce.number().int().min(1).default(8).describe('How many.') })
const b = z.object({
  HOPLINE_ON: z.stringbool().default(false).describe('Whether.'),
  HOPLINE_KEY: z.string().optional().describe('A key.').meta({ secret: true }),
})

describe('settings', () => {
  it('reports every mistake of every unit at once', () => {
    expect(() => readSettings([a, b], { HOPLINE_TOP: 'many', HOPLINE_ON: 'perhaps' })).toThrow(
      /2 settings are wrong:\n {2}HOPLINE_TOP=many: .*\n {2}HOPLINE_ON=perhaps: /,
    )
  })

  it('never shows the value of a secret', () => {
    const secret = z.object({ HOPLINE_KEY: z.string().min(20).describe('A key.').meta({ secret: true }) })
    expect(() => readSettings([secret], { HOPLINE_KEY: 'hunter2' })).toThrow(/HOPLINE_KEY: (?!.*hunter2)/)
  })

  it('takes an empty variable as not set', () => {
    expect(readSettings([a, b], { HOPLINE_TOP: '', HOPLINE_ON: 'true' })).toEqual([{ HOPLINE_TOP: 8 }, { HOPLINE_ON: true }])
  })

  it('tells name, meaning, default and secrecy of each', () => {
    expect([...settingFacts(a), ...settingFacts(b)]).toEqual([
      { name: 'HOPLINE_TOP', means: 'How many.', default: '8', secret: false },
      { name: 'HOPLINE_ON', means: 'Whether.', default: 'false', secret: false },
      { name: 'HOPLINE_KEY', means: 'A key.', default: '', secret: true },
    ])
  })
})
