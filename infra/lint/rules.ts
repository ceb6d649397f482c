import { dirname, relative, resolve } from 'node:path'
import type { Rule } from 'eslint'
import { forbids } from './may-import.ts'

type Source = { type: string; value?: unknown } | null | undefined

// `@scope/name/part` and `name/part` are parts of the package whose name is vouched for.
const packageOf = (specifier: string) => (specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]!)

/** Holds may-import.ts for every form of import: static, re-exported, dynamic and in types. */
export const mayImport: Rule.RuleModule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = relative(context.cwd, context.filename).replaceAll('\\', '/')
    const check = (node: Rule.Node, source: Source) => {
      if (typeof source?.value !== 'string') return
      const isPackage = !source.value.startsWith('.')
      const target = isPackage
        ? packageOf(source.value)
        : relative(context.cwd, resolve(dirname(context.filename), source.value)).replaceAll('\\', '/')
      const message = forbids(file, target, isPackage)
      if (message !== undefined) context.report({ node, message })
    }
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node: Rule.Node) => check(node, (node as unknown as { source: Source }).source),
    }
  },
}
