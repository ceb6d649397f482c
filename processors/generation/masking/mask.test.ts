import { describe, expect, it } from 'vitest'
import { openMask } from './mask.ts'
import { plantedStrings } from './planted.for-tests.ts'

const mask = (text: string) => openMask([], [text]).mask(text)

/** Half of a value is too much. */
const leaks = (masked: string, value: string): boolean => {
  const length = Math.max(4, Math.ceil(value.length / 2))
  const pieces = Array.from({ length: Math.max(1, value.length - length + 1) }, (_, i) => value.slice(i, i + length))
  return pieces.some((piece) => masked.includes(piece))
}

describe('openMask', () => {
  it('lets none of the planted strings through', () => {
    expect(plantedStrings.length).toBeGreaterThanOrEqual(300)
    expect(plantedStrings.filter(({ value, text }) => leaks(mask(text), value))).toEqual([])
  })

  it('gives back exactly what it took', () => {
    for (const { text } of plantedStrings) {
      const one = openMask([], [text])
      expect(one.unmask(one.mask(text))).toBe(text)
    }
  })

  it.each([
    'Raise the memory limit of checkout from 512Mi to 1Gi and roll out 2.14.3 before 10:30.',
    'kubectl -n payments get pods -l app=checkout --field-selector=status.phase=Running',
    'Host web-07 (10.2.3.4, 192.168.1.17, fe80::1) reaches 127.0.0.1:8080 and 172.20.0.5.',
    'ORA-00060 at 2026-11-25T14:36:48Z, exit code 137, port 5432, PR #4411, OPS-1234, KubePodCrashLooping.',
    'The password has expired: reset the token in the vault, then restart the api.',
    'The password is not accepted, and the token was revoked.',
    'journalctl -u kubelet --since "2026-11-25 14:00" | tail -n 100',
    'Set `max.poll.interval.ms=600000` and `session.timeout.ms=45000` in consumer.properties.',
    'checkout-7d9f8b6c5-x2x9z is in CrashLoopBackOff on ip-10-0-3-44.eu-central-1.compute.internal',
    'Ask the Database Team, or page the on-call engineer of Platform.',
  ])('leaves what runbooks are about: %s', (text) => {
    const masked = mask(text)
    // Words that only look like names may go; identifiers, versions, private addresses and numbers may not.
    expect(masked.replace(/\{\{PERSON_\d+\}\}/g, 'Database Team')).toBe(text)
  })

  it('hides known names in all texts, whole and in part, under one placeholder for one value', () => {
    const one = openMask([{ kind: 'PERSON', text: 'Ann Lee' }, { kind: 'CUSTOMER', text: 'Globex' }], []) // prettier-ignore
    expect(one.mask('ann lee of GLOBEX wrote; Ann waits')).toBe('{{PERSON_1}} of {{CUSTOMER_1}} wrote; {{PERSON_2}} waits')
    expect(one.mask('Ann waits')).toBe('{{PERSON_2}} waits')
  })

  it('never gives a placeholder that a text already has', () => {
    const text = 'The template says {{EMAIL_1}}; write to a@b.example'
    const one = openMask([], [text])
    expect(one.mask(text)).toBe('The template says {{EMAIL_1}}; write to {{EMAIL_2}}')
    expect(one.unmask('{{EMAIL_1}} {{ EMAIL_2 }} {{EMAIL_3}}')).toBe('{{EMAIL_1}} a@b.example {{EMAIL_3}}')
  })

  it('takes no time on hostile text', () => {
    for (const text of [
      'a.'.repeat(20_000),
      '0 '.repeat(20_000),
      'password'.repeat(5_000),
      '://:'.repeat(10_000),
      'aA1'.repeat(10_000),
      '@'.repeat(40_000),
    ])
      mask(text)
  })
})
