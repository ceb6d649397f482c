import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// A small repository of its own, with one violation a file, under the real configuration.
const planted: Record<string, { code: string; rule: string; says?: string }> = {
  'schemas/index.ts': { code: `export * from '../streams/log.ts'`, rule: 'hopline/may-import', says: 'schemas does not import streams' },
  'streams/run.ts': {
    code: `export const load = () => import('../processors/ner/ner.ts')`,
    rule: 'hopline/may-import',
    says: 'streams does not import processors',
  },
  'streams/start.ts': { code: `export * from '../main/settings.ts'`, rule: 'hopline/may-import', says: 'streams does not import main' },
  'gateway/app.ts': {
    code: `export * from '../processors/ner/ner.ts'`,
    rule: 'hopline/may-import',
    says: 'gateway does not import processors',
  },
  'gateway/web/page.js': { code: `export * from '../../schemas/index.ts'`, rule: 'hopline/may-import', says: 'run in a browser' },
  'connectors/slack/slack.ts': { code: `export * from '../teams/teams.ts'`, rule: 'hopline/may-import', says: 'meet on topics' },
  'processors/ner/ner.ts': { code: `export * from '../intent/classify.ts'`, rule: 'hopline/may-import', says: 'meet on topics' },
  'processors/ner/ner.test.ts': {
    code: `export type A = import('../intent/classify.ts').A`,
    rule: 'hopline/may-import',
    says: 'meet on topics',
  },
  'processors/ner/recognise.ts': { code: `export * from '../../streams/log.ts'`, rule: 'hopline/may-import', says: 'only the binding' },
  'processors/intent/intent.ts': {
    code: `export * from '../../models/encoder.ts'`,
    rule: 'hopline/may-import',
    says: 'processors does not import models',
  },
  'processors/intent/send.ts': {
    code: `export * from 'kafkajs'`,
    rule: 'hopline/may-import',
    says: 'kafkajs is imported in streams/kafka/ only',
  },
  'processors/intent/open.ts': {
    code: `export * from '@hono/node-server/serve-static'`,
    rule: 'hopline/may-import',
    says: 'gateway/ only',
  },
  'processors/intent/mock.ts': { code: `export * from 'vitest'`, rule: 'hopline/may-import', says: 'for tests' },
  'streams/registry/start.ts': {
    code: `export * from '../../infra/local/kafka.ts'`,
    rule: 'hopline/may-import',
    says: 'streams does not import infra',
  },
  'streams/one.ts': { code: `import { two } from './two.ts'\nexport const one = () => two`, rule: 'import-x/no-cycle' },
  'streams/two.ts': { code: `import { one } from './one.ts'\nexport const two = () => one`, rule: 'import-x/no-cycle' },
  'streams/settings.ts': { code: `export const { env } = process`, rule: 'no-restricted-properties' },
  'streams/address.ts': { code: `export const brokers = process.env.KAFKA_BROKERS`, rule: 'no-restricted-properties' },
  'streams/env.ts': { code: `export { env } from 'node:process'`, rule: 'hopline/may-import', says: 'main/ only' },
  'streams/floating.ts': { code: `export const go = () => {\n  Promise.resolve()\n}`, rule: '@typescript-eslint/no-floating-promises' },
  'streams/misused.ts': { code: `export const go = (x: Promise<boolean>) => (x ? 1 : 2)`, rule: '@typescript-eslint/no-misused-promises' },
  'streams/anything.ts': { code: `export const go = (x: any) => String(x)`, rule: '@typescript-eslint/no-explicit-any' },
  'streams/mocked.test.ts': { code: `import { vi } from 'vitest'\nvi.mock('./log.ts')`, rule: 'no-restricted-syntax' },
}
const allowed: Record<string, string> = {
  'streams/log.ts': `export type Log = { name: string }`,
  'processors/retrieval/retrieval.ts': `export type { Log } from '../../streams/log.ts'\nexport * from './hnsw.ts'`,
  'processors/retrieval/hnsw/graph.ts': `export * from 'hnswlib-node'`,
  'processors/retrieval/retrieval.stream.test.ts': `export * from '../../streams/log.ts'\nexport * from '../../infra/local/for-tests.ts'\nexport * from 'vitest'`,
  'processors/catalogue.ts': `export const retrieval = () => import('./retrieval/retrieval.ts')`,
  'main/settings.ts': `export const environment = process.env`,
  'main.ts': `export * from './main/settings.ts'\nexport * from './processors/catalogue.ts'`,
}

describe('the lint rules', () => {
  let root: string
  let found: Map<string, { rule: string | null; message: string }[]>

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'hopline-lint-'))
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), `${text}\n`)
    }
    write(
      'tsconfig.json',
      JSON.stringify({ extends: resolve('tsconfig.json'), compilerOptions: { types: [] }, include: ['**/*.ts'], exclude: [] }),
    )
    for (const [path, { code }] of Object.entries(planted)) write(path, code)
    for (const [path, code] of Object.entries(allowed)) write(path, code)
    const eslint = new ESLint({ cwd: root, overrideConfigFile: resolve('eslint.config.js') })
    const results = await eslint.lintFiles(['.'])
    found = new Map(
      results.map(({ filePath, messages }) => [
        filePath.slice(root.length + 1),
        messages.map(({ ruleId, message }) => ({ rule: ruleId, message })),
      ]),
    )
  }, 60_000)
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it.each(Object.entries(planted))('catch what is planted in %s', (path, { rule, says = '' }) => {
    expect(found.get(path)).toEqual([{ rule, message: expect.stringContaining(says) as string }])
  })

  it.each(Object.keys(allowed))('let %s pass', (path) => {
    expect(found.get(path)).toEqual([])
  })
})
