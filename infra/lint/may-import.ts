/**
 * Who may import whom. Layers: `schemas ← streams ← { processors, connectors, gateway } ← main`; units meet on topics, not in code.
 * Paths are relative to the root of the repository, with forward slashes.
 */

/** What a top folder imports besides itself. `infra` is tooling: it imports all; only tests, and main for its benchmarks, import it. */
const layers: Record<string, readonly string[]> = {
  schemas: [],
  streams: ['schemas'],
  models: ['schemas'],
  knowledge: [],
  processors: ['schemas', 'streams'],
  connectors: ['schemas', 'streams'],
  gateway: ['schemas', 'streams'],
  main: ['schemas', 'streams', 'models', 'knowledge', 'processors', 'connectors', 'gateway', 'infra', 'package.json'],
}

/** The one place of each vendor library: a path, or a folder with its slash. Libraries that are not listed may be used anywhere. */
const vendors: Record<string, string> = {
  kafkajs: 'streams/kafka/',
  lz4js: 'streams/kafka/',
  snappyjs: 'streams/kafka/',
  avsc: 'streams/registry/',
  '@kafkajs/confluent-schema-registry': 'streams/registry/',
  'node:sqlite': 'streams/embedded/',
  'prom-client': 'streams/metrics.ts',
  hono: 'gateway/',
  '@hono/node-server': 'gateway/',
  '@hono/zod-openapi': 'gateway/',
  'swagger-ui-dist': 'gateway/',
  '@xenova/transformers': 'models/inference/',
  'onnxruntime-node': 'models/inference/',
  'hnswlib-node': 'processors/retrieval/hnsw/graph.ts',
  '@elastic/elasticsearch': 'processors/retrieval/outside/',
  'chrono-node': 'processors/ner/times/other-forms.ts',
  'mdast-util-from-markdown': 'processors/knowledge/',
  'mdast-util-gfm': 'processors/knowledge/',
  'micromark-extension-gfm': 'processors/knowledge/',
  'mdast-util-to-markdown': 'processors/knowledge/formats/markdown.ts',
  'hast-util-from-html': 'processors/knowledge/formats/html.ts',
  'hast-util-to-mdast': 'processors/knowledge/formats/html.ts',
  mammoth: 'processors/knowledge/formats/docx.ts',
  unpdf: 'processors/knowledge/formats/pdf.ts',
  'csv-parse': 'processors/knowledge/formats/csv.ts',
  'csv-parse/sync': 'processors/knowledge/formats/csv.ts',
  'franc-min': 'processors/knowledge/language.ts',
  openai: 'processors/generation/models/openai.ts',
  '@anthropic-ai/sdk': 'processors/generation/models/anthropic.ts',
  commander: 'main/',
  // It holds `env`, and settings come as arguments everywhere else.
  'node:process': 'main/',
  process: 'main/',
}

const testLibraries = ['vitest', 'fast-check', 'playwright-core', '@axe-core/playwright', 'testcontainers']

/** Test files, and what they share. */
const isTest = (file: string) => /(\.test|\.fixture|[./]for-tests|[./]testing)\.ts$/.test(file) || file.startsWith('streams/conformance/')

/**
 * Why `file` may not import `target` (a path in the repository or the name of a package); undefined where it may.
 */
export const forbids = (file: string, target: string, isPackage: boolean): string | undefined => {
  const [folder = '', unit = ''] = file.split('/')
  // main.ts and main/ are one: the composition root.
  const top = folder === 'main.ts' ? 'main' : folder
  if (top === 'infra' || /\.config\.[jt]s$/.test(top)) return undefined
  return isPackage ? forbidsPackage(file, target) : forbidsOurs(file, top, unit, target)
}

const forbidsPackage = (file: string, name: string) => {
  const home = vendors[name]
  const isHome = home?.endsWith('/') ? file.startsWith(home) || (home === 'main/' && file === 'main.ts') : file === home
  if (home !== undefined && !isHome) return `${name} is imported in ${home} only.`
  if (testLibraries.includes(name) && !isTest(file)) return `${name} is for tests.`
  return undefined
}

const forbidsOurs = (file: string, top: string, unit: string, target: string) => {
  const [targetTop = '', targetUnit = ''] = target.split('/')
  if (isTest(file) && ['infra', 'models', 'knowledge'].includes(targetTop)) return undefined
  if (file.startsWith('gateway/web/') && !isTest(file) && !target.startsWith('gateway/web/'))
    return 'The pages run in a browser: they import nothing outside gateway/web.'

  const isCatalogue = /^(processors|connectors)\/catalogue\b/.test(file)
  if ((top === 'processors' || top === 'connectors') && !isCatalogue) {
    if (targetTop === top && targetUnit !== unit) return `${top}/${unit} does not import ${target}: units meet on topics.`
    if (targetTop === 'streams' && !isTest(file) && file !== `${top}/${unit}/${unit}.ts`)
      return `In ${top}/${unit} only the binding, ${unit}.ts, imports streams: cores and adapters do not know how records are carried.`
  }
  if (targetTop === top || (layers[top] ?? []).includes(targetTop)) return undefined
  return `${top} does not import ${targetTop}.`
}
