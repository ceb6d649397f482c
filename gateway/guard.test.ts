import { once } from 'node:events'
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { HoplineError } from '../streams/errors.ts'
import { serve } from './serve.ts'
import { gatewaySettings } from './settings.ts'
import { answer, openGateway, openLog, portsOf } from './testing.ts'
import { buildApp } from './app.ts'

const json = { 'content-type': 'application/json' }

describe('the gateway', () => {
  it('answers only to names of this machine and to its own pages', async () => {
    const { app } = await openGateway()
    expect((await app.request('http://evil.example/v1/conversations')).status).toBe(403)
    expect((await app.request('http://127.0.0.1.evil.example/v1/conversations')).status).toBe(403)
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080']) expect((await app.request(`http://${host}/healthz`)).status).toBe(200)
    const from = async (origin: string) => (await app.request('http://localhost:8080/healthz', { headers: { origin } })).status
    expect(await from('http://localhost:8080')).toBe(200)
    for (const origin of ['http://evil.example', 'http://localhost:3000', 'null']) expect(await from(origin)).toBe(403)
  })

  it('takes nothing but JSON, of bounded size', async () => {
    const { app } = await openGateway({ settings: { HOPLINE_BODY_LIMIT: 2_000 } })
    const post = (body: string, headers: Record<string, string>) => app.request('/v1/messages', { method: 'POST', body, headers })
    expect((await post('{"text":"hi"}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post('text=hi', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415)
    expect((await post('{"text":', json)).status).toBe(400)
    expect((await post(JSON.stringify({ text: 'x'.repeat(3_000) }), json)).status).toBe(413)
    expect((await post('{"text":"hi"}', { 'content-type': 'application/json; charset=utf-8' })).status).toBe(202)
  })

  it('refuses with problem details, and knows what a path takes', async () => {
    const { app, get } = await openGateway()
    const missing = await get('/nothing')
    expect(missing).toMatchObject({ status: 404, body: { type: 'about:blank', title: 'Not found', status: 404 } })
    expect(missing.headers.get('content-type')).toBe('application/problem+json')
    const wrong = await answer(app, '/v1/messages', 'PUT', {})
    expect(wrong).toMatchObject({ status: 405, body: { status: 405 } })
    expect(wrong.headers.get('allow')).toBe('POST')
  })

  it('says nothing of the inside when it fails', async () => {
    const { get, failed } = await openGateway({ ports: { metrics: () => Promise.reject(new Error('secret')) } })
    const { status, body } = await get('/metrics')
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('secret')
    expect(failed).toMatchObject([{ message: 'secret' }])
    const broken = await openGateway({ ports: { doctor: () => Promise.reject(new HoplineError('log-unusable', 'broker 10.0.0.7')) } })
    expect(await broken.get('/v1/ops/doctor')).toMatchObject({ status: 503, body: { detail: expect.not.stringContaining('10.0.0.7') } })
  })

  it('lets a client make so many requests a minute, writes counting ten', async () => {
    let now = 0
    const { get, post } = await openGateway({ ports: { now: () => now }, settings: { HOPLINE_RATE_PER_MINUTE: 60 } })
    expect((await post('/v1/messages', { text: 'hi' })).status).toBe(202)
    for (let i = 0; i < 5; i++) expect((await get('/healthz')).status).toBe(200)
    const refused = await get('/healthz')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('1')
    now += 1_000
    expect((await get('/healthz')).status).toBe(200)
  })

  it('allows pages no script, style or frame but its own', async () => {
    const { get } = await openGateway()
    const { headers } = await get('/docs')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('serves its own files and no others, and says when they did not change', async () => {
    const { app, get } = await openGateway()
    const tokens = await get('/tokens.css')
    expect(tokens).toMatchObject({ status: 200 })
    expect((await app.request('/tokens.css', { headers: { 'if-none-match': tokens.headers.get('etag')! } })).status).toBe(304)
    for (const path of [
      '/../app.ts',
      '/%2e%2e/app.ts',
      '/..%2fapp.ts',
      '/%2e%2e%2fapp.ts',
      '/tsconfig.json',
      '/docs/package.json',
      '/docs/..%2fpackage.json',
    ])
      expect((await get(path)).status).toBe(404)
  })

  it('is ready when every part is, and names what is not', async () => {
    const part = { name: 'retrieval', ready: false, detail: 'Reading the index.' }
    const { get } = await openGateway({ ports: { readiness: () => ({ ready: false, parts: [part] }) } })
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { ready: false, parts: [part, { name: 'gateway', ready: true }] } })
  })
})

describe('listening', () => {
  it('is refused on an address that others reach', async () => {
    const app = buildApp(portsOf(await openLog()))
    await expect(serve(app, { host: '0.0.0.0', port: 0 })).rejects.toThrow(/HOPLINE_HOST.*127\.0\.0\.1/)
    expect(gatewaySettings.safeParse({ HOPLINE_HOST: '192.168.1.4' }).error!.message).toContain('no authentication is configured')
    await app.close()
  })

  it('ends event streams when it is closed, and takes bodies in chunks', async () => {
    const served = await serve(buildApp(portsOf(await openLog())), { host: '127.0.0.1', port: 0 })
    const posting = request(`${served.url}/v1/messages`, { method: 'POST', headers: { ...json, 'transfer-encoding': 'chunked' } })
    posting.write('{"text":')
    posting.end('"hi","conversationId":"c1"}')
    const [posted] = await once(posting, 'response')
    expect(posted.statusCode).toBe(202)
    const events = await fetch(`${served.url}/v1/conversations/c1/events`)
    const read = events.text()
    await served.close()
    expect(await read).toContain('event: live')
  })

  it('says what to do where the port is taken', async () => {
    const one = await serve(buildApp(portsOf(await openLog())), { host: '127.0.0.1', port: 0 })
    const port = Number(new URL(one.url).port)
    await expect(serve(buildApp(portsOf(await openLog())), { host: '127.0.0.1', port })).rejects.toThrow(
      `127.0.0.1:${port}, another program does`,
    )
    await one.close()
  })
})
