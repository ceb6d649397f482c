/** An OpenAPI description as Markdown: each operation is a section that can be found and quoted. */
import type { RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { parse } from 'yaml'
import { heading, markdownOf, paragraph, rootOf, table } from './markdown.ts'
import { Unreadable } from './unreadable.ts'

type Value = Record<string, unknown>

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']
const isValue = (value: unknown): value is Value => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const say = (value: unknown): string => (typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '')

/**
 * Reads OpenAPI 3 and Swagger 2, in YAML or JSON. References within the file are followed.
 * @returns null where the file is something else
 * @throws Unreadable where it is neither YAML nor JSON, or an OpenAPI description without an operation
 */
export const openapiToMarkdown = (name: string, text: string): string | null => {
  let api: unknown
  try {
    api = /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { maxAliasCount: 100, logLevel: 'error' })
  } catch (cause) {
    throw new Unreadable(`${name} is neither YAML nor JSON: ${(cause as Error).message.split('\n')[0]}.`, { cause })
  }
  if (!isValue(api) || !(say(api['openapi']) || say(api['swagger']))) return null
  const info = isValue(api['info']) ? api['info'] : {}
  const sections = operationsOf(api)
  if (sections.length === 0) throw new Unreadable(`${name} describes an API without an operation.`)
  const version = say(info['version'])
  return markdownOf(
    rootOf([
      heading(1, say(info['title']) || name),
      ...(version ? [paragraph(`Version ${version}.`)] : []),
      ...prose(info['description']),
      ...serversOf(api),
      ...sections,
    ]),
  )
}

const serversOf = (api: Value): RootContent[] => {
  const urls = listOf(api['servers']).flatMap((one) =>
    isValue(one) && say(one['url']) ? [`${say(one['url'])} ${say(one['description'])}`.trim()] : [],
  )
  const host = say(api['host'])
  const all = host ? [...urls, host + say(api['basePath'])] : urls
  return all.length > 0 ? [paragraph(`Served at ${all.join(', ')}.`)] : []
}

const operationsOf = (api: Value): RootContent[] =>
  Object.entries(isValue(api['paths']) ? api['paths'] : {}).flatMap(([path, unresolved]) => {
    const item = resolved(api, unresolved)
    return methods.flatMap((method) => {
      if (!isValue(item[method])) return []
      const operation = resolved(api, item[method])
      return [heading(2, `${method.toUpperCase()} ${path}`), ...operationOf(api, operation, listOf(item['parameters']))]
    })
  })

const operationOf = (api: Value, operation: Value, shared: readonly unknown[]): RootContent[] => {
  const parameters = [...shared, ...listOf(operation['parameters'])].map((one) => resolved(api, one))
  const body = resolved(api, operation['requestBody'])
  const responses = Object.entries(isValue(operation['responses']) ? operation['responses'] : {})
  const rows = parameters.map((one) => {
    const place = `${say(one['in'])}${one['required'] === true ? ', required' : ''}`
    const type = typeOf(api, isValue(one['schema']) ? one['schema'] : one)
    return [say(one['name']), place, type, say(one['description'])]
  })
  const answers = responses.map(([status, unresolved]) => {
    const response = resolved(api, unresolved)
    return [status, say(response['description']), typeOf(api, schemaOf(response))]
  })
  const content = schemaOf(body)
  return [
    ...(operation['deprecated'] === true ? [paragraph('Deprecated.')] : []),
    ...prose(operation['summary']),
    ...prose(operation['description']),
    ...(say(operation['operationId']) ? [paragraph(`Operation ${say(operation['operationId'])}.`)] : []),
    ...(rows.length > 0 ? [table([['Parameter', 'Where', 'Type', 'Meaning'], ...rows])] : []),
    ...(content
      ? [paragraph(`Body: ${[typeOf(api, content), say(body['description'])].filter(Boolean).join('. ')}`), ...fieldsOf(api, content)]
      : []),
    ...(answers.length > 0 ? [table([['Status', 'Meaning', 'Type'], ...answers])] : []),
  ]
}

const schemaOf = (holder: Value): Value | null => {
  if (isValue(holder['schema'])) return holder['schema']
  const [first] = Object.values(isValue(holder['content']) ? holder['content'] : {})
  return isValue(first) && isValue(first['schema']) ? first['schema'] : null
}

const fieldsOf = (api: Value, schema: Value): RootContent[] => {
  const object = resolved(api, schema)
  const required = new Set(listOf(object['required']))
  const rows = Object.entries(isValue(object['properties']) ? object['properties'] : {}).map(([field, value]) => {
    const property = resolved(api, value)
    return [field, typeOf(api, isValue(value) ? value : {}) + (required.has(field) ? ', required' : ''), say(property['description'])]
  })
  return rows.length > 0 ? [table([['Field', 'Type', 'Meaning'], ...rows])] : []
}

/** A schema in a few words: its name, or its type, and what it may be. */
const typeOf = (api: Value, schema: Value | null, depth = 0): string => {
  if (!schema || depth > 3) return ''
  const named = /^#\/(?:components\/schemas|definitions)\/(.+)$/.exec(say(schema['$ref']))?.[1]
  if (named) return named
  const items = isValue(schema['items']) ? schema['items'] : null
  const type = items ? `list of ${typeOf(api, items, depth + 1)}` : listOf(schema['type']).map(say).join(' or ') || say(schema['type'])
  const choices = listOf(schema['enum']).map(String)
  return [type + (say(schema['format']) ? ` (${say(schema['format'])})` : ''), choices.length > 0 ? `one of ${choices.join(', ')}` : '']
    .filter(Boolean)
    .join(', ')
}

/** What a reference points to within the file, a few steps at most. What can't be found is empty. */
const resolved = (api: Value, value: unknown): Value => {
  let found = value
  for (let step = 0; step < 5 && isValue(found) && typeof found['$ref'] === 'string'; step++) {
    const path = found['$ref'].startsWith('#/') ? found['$ref'].slice(2).split('/') : null
    if (!path) return {}
    found = path.reduce<unknown>((at, part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
      return isValue(at) && Object.hasOwn(at, name) ? at[name] : undefined
    }, api)
  }
  return isValue(found) && found['$ref'] === undefined ? found : {}
}

/** Descriptions are CommonMark. Their headings become paragraphs: the sections are the operations. */
const prose = (value: unknown): RootContent[] =>
  fromMarkdown(say(value), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }).children.map((node) =>
    node.type === 'heading' ? { type: 'paragraph', children: node.children } : node,
  )
