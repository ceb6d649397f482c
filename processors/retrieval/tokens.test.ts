import { describe, expect, it } from 'vitest'
import { stem } from './stem.ts'
import { tokens } from './tokens.ts'

describe('tokens', () => {
  it.each([
    ['KubePodCrashLooping fires', ['kubepodcrashlooping', 'kubernet', 'pod', 'crash', 'loop', 'fire']],
    ['pg_wal on db1.prod', ['pg_wal', 'postgresql', 'wal', 'db1.prod', 'db1', 'prod']],
    ['OOMKilled, exit code 137', ['oomkilled', 'oom', 'kill', 'exit', 'code', '137']],
    ['What is the k8s cert?', ['kubernet', 'certific']],
    ['Größe München', ['große', 'munchen']],
    ['', []],
  ])('reads %j', (text, expected) => expect(tokens(text)).toEqual(expected))

  it('stays fast on a long text without spaces', () => {
    expect(tokens('a-'.repeat(20_000)).length).toBeGreaterThan(0)
  })
})

describe('stem', () => {
  it.each([
    ['restarting', 'restarts', 'restarted', 'restart'],
    ['scaling', 'scales', 'scaled', 'scale'],
    ['stopping', 'stops', 'stopped', 'stop'],
    ['retries', 'retry'],
    ['certificates', 'certificate'],
    ['notification', 'notified', 'notify'],
    ['expiration', 'expires'],
    ['provisioning', 'provision'],
  ])('brings the forms of a word together: %s', (...forms) => expect(new Set(forms.map(stem)).size).toBe(1))

  it.each(['dns', 'status', 'redis', 'nginx', 'string', 'k8s', 'class'])('leaves %s whole', (word) => expect(stem(word)).toBe(word))
})
