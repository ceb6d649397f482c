/** Files of fixed folders, by the paths that were there at the start: no other path names a file, however it is written. */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

export type StaticFiles = (path: string, ifNoneMatch: string | undefined) => Promise<Response | null>

/** @param folders by the path under which each is served; only files of known types, `index.html` also as the folder itself */
export const staticFiles = (folders: Readonly<Record<string, { dir: string; only?: readonly string[] }>>): StaticFiles => {
  const files = new Map<string, string>()
  for (const [prefix, { dir, only }] of Object.entries(folders)) {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name)
      const name = relative(dir, file).split(sep).join('/')
      if (!entry.isFile() || !types[extname(name)] || (only && !only.includes(name))) continue
      files.set(prefix + name, file)
      if (entry.name === 'index.html') files.set(prefix + name.slice(0, -'index.html'.length), file)
    }
  }
  const read = new Map<string, { modified: number; body: Buffer<ArrayBuffer>; etag: string }>()

  return async (path, ifNoneMatch) => {
    const file = files.get(path)
    if (!file) return null
    const modified = (await stat(file)).mtimeMs
    let known = read.get(file)
    if (known?.modified !== modified) {
      const body = await readFile(file)
      read.set(file, (known = { modified, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }))
    }
    // Names hold no version, so a browser asks each time and gets 304 where nothing changed.
    const headers = { etag: known.etag, 'cache-control': 'no-cache' }
    if (ifNoneMatch?.split(/,\s*/).some((tag) => tag.replace(/^W\//, '') === known.etag))
      return new Response(null, { status: 304, headers })
    return new Response(known.body, { headers: { ...headers, 'content-type': types[extname(file)]! } })
  }
}
