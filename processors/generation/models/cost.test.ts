import { describe, expect, it } from 'vitest'
import { costOf } from './cost.ts'
import table from './prices.json' with { type: 'json' }
import { modelSettings } from './settings.ts'

describe('costOf', () => {
  const usage = { input: 1_000_000, cachedInput: 400_000, output: 100_000 }

  it('counts what the cache gave at its price', () => {
    const { input, cachedInput, output } = table.models['gpt-6.1-sol']
    expect(costOf({ name: 'gpt-6.1-sol', local: false }, usage)).toBeCloseTo(0.6 * input + 0.4 * cachedInput + 0.1 * output)
  })

  it('is unknown for a model that the table does not name, and where the use is not told', () => {
    expect(costOf({ name: 'gpt-6.1-sol-2026-10-01', local: false }, usage)).toBeNull()
    expect(costOf({ name: 'gpt-6.1-sol', local: false }, null)).toBeNull()
  })

  it('is nothing on this machine', () => {
    expect(costOf({ name: 'llama', local: true }, null)).toBe(0)
  })

  it('knows the price of every default, each with its source and the day it was read', () => {
    const { HOPLINE_OPENAI_MODEL, HOPLINE_ANTHROPIC_MODEL } = modelSettings.parse({})
    expect(Object.keys(table.models)).toEqual(expect.arrayContaining([HOPLINE_OPENAI_MODEL, HOPLINE_ANTHROPIC_MODEL]))
    for (const { read, source } of Object.values(table.models)) {
      expect(read).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      expect(source).toContain('https://')
    }
  })
})
