import { describe, expect, it } from 'vitest'
import { circuit } from './circuit.ts'
import { HoplineError } from './errors.ts'

const outage = new HoplineError('service-unavailable', 'no answer')
const setUp = () => {
  const clock = { now: 1_000 }
  let calls = 0
  const one = circuit({
    name: 'x',
    code: 'service-unavailable',
    trips: (error) => error === outage,
    failures: 2,
    pauseMs: 100,
    now: () => clock.now,
  })
  const call = (error?: Error) =>
    one.run(async () => {
      calls++
      if (error) throw error
      return 'answer'
    })
  return { clock, one, call, calls: () => calls }
}

describe('a circuit', () => {
  it('opens after failures in a row, answers at once when the next try is, and calls nobody', async () => {
    const { one, call, calls } = setUp()
    await expect(call(outage)).rejects.toBe(outage)
    await expect(call(outage)).rejects.toBe(outage)
    await expect(call()).rejects.toMatchObject({ code: 'service-unavailable', retryAt: 1_100 })
    expect(calls()).toBe(2)
    expect(one.openUntil).toBe(1_100)
  })

  it('lets one call through after the pause, and closes when it is answered', async () => {
    const { clock, one, call } = setUp()
    for (let i = 0; i < 2; i++) await call(outage).catch(() => undefined)
    clock.now = 1_100
    const probe = call()
    await expect(call()).rejects.toMatchObject({ retryAt: 1_200 })
    expect(await probe).toBe('answer')
    expect(one.openUntil).toBeNull()
    expect(await call()).toBe('answer')
  })

  it('stays closed where the system answers, though it refuses', async () => {
    const { one, call } = setUp()
    await call(outage).catch(() => undefined)
    await call(new Error('refused')).catch(() => undefined)
    await call(outage).catch(() => undefined)
    expect(one.openUntil).toBeNull()
  })
})
