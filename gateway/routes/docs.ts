/** The description of the interface, and a page to try it. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { App } from '../parts.ts'
import { staticFiles } from '../static-files.ts'

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hopline interface</title>
    <link rel="icon" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <main id="interface"></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#interface', validatorUrl: null })
`

export const docsRoutes = (app: App, version: string): void => {
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Hopline',
      version,
      description: 'Messages go in, replies come out, and every hop between can be seen. Refusals are problem details (RFC 9457).',
      license: { name: 'Apache-2.0' },
    },
  })
  const dir = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const files = staticFiles({ '/docs/': { dir, only: ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] } })
  app.get('/docs', (c) => c.html(page))
  app.get('/docs/start.js', (c) => c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  app.get('/docs/:file', async (c) => (await files(c.req.path, c.req.header('if-none-match'))) ?? c.notFound())
}
