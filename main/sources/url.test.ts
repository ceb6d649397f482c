import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSources } from '../read-documents.ts'
import { isPrivate } from './private-address.ts'
import { openUrl } from './url.ts'

const routes: Record<string, RequestListener> = {
  '/page': (_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end('<main><h1>Ü</h1><p>Text</p></main>'),
  '/raw.md': (_, response) => response.setHeader('content-type', 'text/plain').end('# Raw'),
  '/image': (_, response) => response.setHeader('content-type', 'image/png').end('x'),
  '/moved': (_, response) => response.writeHead(302, { location: 'page' }).end(),
  '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/file': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/packed': (_, response) => response.setHeader('content-encoding', 'gzip').end('x'),
  '/endless': (_, response) => {
    const send = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
      if (!response.destroyed) response.once('drain', send)
    }
    response.setHeader('content-type', 'text/plain')
    send()
  },
}
const server = createServer((request, response) => {
  const route = routes[request.url!]
  if (route) route(request, response)
  else response.writeHead(404).end()
})
let base = ''
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.closeAllConnections())
afterAll(() => void server.close())

const read = async (path: string) => (await readSources([await openUrl(base + path, { allowPrivate: true })])).documents[0]!

describe('an address of the web', () => {
  it('is read as what the server says that it is; its id is the address without a fragment', async () => {
    expect(await read('/page#part')).toEqual({
      ...{ document: `${base}/page`, source: `${base}/page`, text: '# Ü\n\nText\n', mediaType: 'text/markdown', sourceType: 'text/html' },
    })
    expect((await read('/raw.md')).text).toBe('# Raw')
    expect(await read('/moved')).toMatchObject({ document: `${base}/moved`, text: '# Ü\n\nText\n' })
  })

  it.each([
    ['/image', /of the type image\/png/],
    ['/none', /answers with status 404/],
    ['/loop', /redirects more than 5 times/],
    ['/file', /leads to file:, which is not followed/],
    ['/packed', /packed \(gzip\)/],
    ['/endless', /larger than 50 MiB/],
  ])('that can not be had is told with the reason: %s', async (path, why) => {
    await expect(read(path)).rejects.toThrow(why)
  })

  it('of this machine or a private network is not asked, by whatever name', async () => {
    const { port } = new URL(base)
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '169.254.169.254'])
      await expect(openUrl(`http://${host}:${port}/page`, { allowPrivate: false })).rejects.toThrow(
        /private network\. Set HOPLINE_FETCH_PRIVATE=true/,
      )
  })

  it('keeps no password', async () => {
    await expect(openUrl('https://ada:secret@example.com/', { allowPrivate: false })).rejects.toThrow(
      /^The address of example\.com holds a name or password/,
    )
  })
})

describe('isPrivate', () => {
  it.each([
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
  ])('holds for %s', (address) => expect(isPrivate(address)).toBe(true))
  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('does not for %s', (address) => expect(isPrivate(address)).toBe(false))
})
