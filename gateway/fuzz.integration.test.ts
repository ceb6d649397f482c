import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { describeOn } from '../infra/local/for-tests.ts'
import { deadLetter } from '../streams/dead-letter.ts'
import { topics } from '../streams/topics.ts'
import { buildApp } from './app.ts'
import { serve } from './serve.ts'
import { gatewaySettings } from './settings.ts'
import { append, messageOf, openLog, play, portsOf } from './testing.ts'

const checks = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance'],
  ...['response_schema_conformance', 'negative_data_rejection'],
]

/** The id that the description gives as an example: requests that take it reach what is behind a 404. */
const exampleId = '01K6Z4T2Q0J8VB5N3M7XW9CDEF'

await describeOn(['schemathesis'], 'whatever is asked', ({ schemathesis }) => {
  it('is answered as the description says, and never with a failure of the gateway', { timeout: 180_000 }, async () => {
    const log = await openLog()
    const message = messageOf(exampleId, 'fuzz')
    const [placed] = await append(log, topics.messages, message, message)
    await play(log, message)
    const { records } = await log.read(placed!, placed!.offset, { max: 1 })
    await log.append([
      { ...deadLetter(records[0]!, { hop: 'ner', attempts: 1, code: 'handler-failed', error: new Error('Broke.'), at: 0 }), partition: 0 },
    ])
    const failures: unknown[] = []
    const settings = gatewaySettings.parse({ HOPLINE_RATE_PER_MINUTE: 1_000_000, HOPLINE_COMPLETION_SECONDS: 1 })
    const app = buildApp(portsOf(log, { onError: (error) => void failures.push(error) }), settings)
    const served = await serve(app, { host: '127.0.0.1', port: 0 })
    const folder = await mkdtemp(join(tmpdir(), 'hopline-fuzz-'))
    const options = {
      'max-examples': '30',
      'max-time': '60',
      'request-timeout': '10',
      seed: '1',
      checks: checks.join(),
      'exclude-path-regex': '/events$',
    }
    try {
      const fuzzing = promisify(execFile)(
        schemathesis,
        ['run', `${served.url}/openapi.json`, '--no-color', ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)],
        { cwd: folder, maxBuffer: 64 << 20 },
      )
      const report = await fuzzing.then(
        () => 'nothing found',
        (error: { stdout?: string; message: string }) => error.stdout || error.message,
      )
      expect(failures).toEqual([])
      expect(report).toBe('nothing found')
    } finally {
      await served.close()
      await log.close()
      await rm(folder, { recursive: true, force: true })
    }
  })
})
