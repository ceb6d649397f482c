/** A document from the web: within limits of size, time and redirects, and from no private network unless that is allowed. */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { mostBytes } from '../../processors/knowledge/convert.ts'
import { CommandError } from '../output.ts'
import { isPrivate } from './private-address.ts'
import type { Source } from './source.ts'

const seconds = 60
const mostRedirects = 5

export const isUrl = (name: string): boolean => /^https?:\/\//i.test(name)

/**
 * Fetches a page or file. The document's id is the address, without a fragment; its type is what the server says.
 * @param options.allowPrivate whether addresses of this machine and of private networks may be asked
 * @throws CommandError where it can't be had, with the reason
 */
export const openUrl = async (name: string, options: { allowPrivate: boolean }): Promise<Source> => {
  const url = URL.parse(name)
  if (!url) throw new CommandError(`${name} is no address.`, 2)
  if (url.username || url.password)
    throw new CommandError(`The address of ${url.host} holds a name or password; these would be kept with the document.`, 2)
  url.hash = ''
  const { content, mediaType } = await fetched(url, options.allowPrivate)
  return {
    name,
    items: [{ document: url.href, source: url.href, path: url.href, ...(mediaType ? { mediaType } : {}), read: async () => content }],
    rules: null,
    single: true,
    close: async () => undefined,
  }
}

const fetched = async (first: URL, allowPrivate: boolean): Promise<{ content: Uint8Array; mediaType: string }> => {
  const signal = AbortSignal.timeout(seconds * 1_000)
  let url = first
  const fail = (why: string, cause?: unknown): never => {
    throw new CommandError(`${first.href} can't be had: ${why}.`, 1, { cause })
  }
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return fail(`it leads to ${url.protocol}, which is not followed`)
    const response = await asked(url, allowPrivate, signal).catch((error: NodeJS.ErrnoException) =>
      fail(
        signal.aborted
          ? `no answer within ${seconds} s`
          : error.code === privateCode
            ? error.message
            : `${url.host} does not answer (${error.code ?? error.message})`,
        error,
      ),
    )
    const { statusCode = 0, headers } = response
    if ([301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined) {
      response.destroy()
      const next = URL.parse(headers.location, url.href)
      if (!next) return fail(`it leads to ${headers.location}, which is no address`)
      url = next
      continue
    }
    if (statusCode !== 200) {
      response.destroy()
      return fail(`${url.host} answers with status ${statusCode}`)
    }
    const content = await bodyOf(response).catch((error: unknown) =>
      fail(
        signal.aborted ? `not all of it came within ${seconds} s` : error instanceof TooLarge ? error.message : 'the connection broke',
        error,
      ),
    )
    return { content, mediaType: headers['content-type'] ?? '' }
  }
  return fail(`it redirects more than ${mostRedirects} times`)
}

const privateCode = 'HOPLINE_PRIVATE'

const refused = (host: string, address: string): NodeJS.ErrnoException =>
  Object.assign(
    new Error(
      `${host} is ${address === host ? '' : `${address}, `}an address of this machine or a private network. Set HOPLINE_FETCH_PRIVATE=true to allow these`,
    ),
    {
      code: privateCode,
    },
  )

/**
 * One request. The address is checked where the connection is made: what a name means may change between a check before and the connection.
 */
const asked = (url: URL, allowPrivate: boolean, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((settle, fail) => {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (!allowPrivate && isIP(host) && isPrivate(host)) return fail(refused(host, host))
    const checked: LookupFunction = (name, options, done) =>
      lookup(name, { ...options, all: true }, (error, addresses) => {
        if (error) return done(error, [])
        const bad = allowPrivate ? undefined : addresses.find(({ address }) => isPrivate(address))
        if (bad) return done(refused(name, bad.address), [])
        if (options.all) return done(null, addresses)
        done(null, addresses[0]!.address, addresses[0]!.family)
      })
    const headers = {
      accept: 'text/markdown, text/html, application/pdf, text/plain, */*;q=0.5',
      'accept-encoding': 'identity',
      'user-agent': 'hopline',
    }
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest
    // No agent: a kept connection would be used again without its address being looked up.
    request(url, { agent: false, lookup: checked, headers, signal }, settle).on('error', fail).end()
  })

class TooLarge extends Error {}

const bodyOf = async (response: IncomingMessage): Promise<Uint8Array> => {
  const coding = response.headers['content-encoding'] ?? 'identity'
  if (coding !== 'identity') {
    response.destroy()
    throw new TooLarge(`it comes packed (${coding}), which was not asked for`)
  }
  const parts: Buffer[] = []
  let size = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length
    if (size > mostBytes) {
      response.destroy()
      throw new TooLarge(`it is larger than ${mostBytes >> 20} MiB`)
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}
