/** What a reader sees of an HTML page's content, as Markdown. */
import type { Element, Nodes, Parents, Root } from 'hast'
import type { RootContent } from 'mdast'
import { fromHtml } from 'hast-util-from-html'
import { toMdast } from 'hast-util-to-mdast'
import { isUnseen } from '../hidden-elements.ts'
import { countUnseen, withoutUnseen } from '../hidden.ts'
import { hidingSelectors, matches } from './hiding-selectors.ts'
import { heading, markdownOf, rootOf } from './markdown.ts'

/** Around the content, or nothing to read. */
const dropped = new Set(
  [
    'nav',
    'footer',
    'script',
    'style',
    'noscript',
    'template',
    'svg',
    'canvas',
    'button',
    'select',
    'dialog',
    'iframe',
    'object',
    'head',
  ].concat(['audio', 'video', 'map', 'datalist', 'input', 'textarea']),
)
/** What a link to a heading shows, next to the heading. */
const anchor = /^[#¶§🔗\s]*$/u

/**
 * The content is `main`, else the one `article`, else the body, without navigation, footer and scripts, below the page's title where it has no
 * heading of the first level. Left out and counted are comments,
 * hidden elements and zero-width characters; a direction override stays, and its sentence is left out when the text is cut.
 */
export const htmlToMarkdown = (html: string): { markdown: string; hidden: number } => {
  const tree = fromHtml(html)
  const selectors = hidingSelectors(elements(tree, 'style').map(textOf).join('\n'))
  const content = contentOf(tree)
  let hidden = 0

  const clean = (parent: Parents): void => {
    parent.children = parent.children.filter((node): boolean => {
      if (node.type === 'comment') {
        if (node.value.trim() !== '') hidden++
        return false
      }
      if (node.type === 'text') {
        hidden += countUnseen(node.value)
        node.value = withoutUnseen(node.value).replace(/\u00AD/g, '')
        return true
      }
      if (node.type !== 'element') return node.type !== 'doctype'
      const attributes = attributesOf(node)
      if (dropped.has(node.tagName)) return false
      if (isUnseen(node.tagName, attributes) || matches(selectors, node.tagName, attributes)) {
        if (textOf(node).trim() !== '') hidden++
        return false
      }
      if (/^h[1-6]$/.test(node.tagName)) node.children = node.children.filter((child) => !isAnchor(child))
      if (node.tagName === 'img')
        Object.assign(node, { tagName: 'span', children: [{ type: 'text', value: attributes.get('alt') ?? '' }], properties: {} })
      if (node.tagName === 'a' && !/^https?:\/\/\S{1,200}$/.test(attributes.get('href') ?? '')) node.tagName = 'span'
      clean(node)
      return true
    }) as never
  }
  const title = elements(tree, 'title').map(textOf).join(' ').trim()
  clean(content)
  const { children } = toMdast(content, { document: true }) as { children: RootContent[] }
  const isTitled = title === '' || children.some((node) => node.type === 'heading' && node.depth === 1)
  return { markdown: markdownOf(rootOf([...(isTitled ? [] : [heading(1, withoutUnseen(title))]), ...children])), hidden }
}

const isAnchor = (node: Nodes): boolean => node.type === 'element' && node.tagName === 'a' && anchor.test(withoutUnseen(textOf(node)))

const contentOf = (tree: Root): Parents => {
  const [main] = elements(tree, 'main')
  const articles = elements(tree, 'article')
  const [body] = elements(tree, 'body')
  return main ?? find(tree, ({ properties }) => properties['role'] === 'main') ?? (articles.length === 1 ? articles[0]! : (body ?? tree))
}

const elements = (parent: Parents, name: string): Element[] => {
  const found: Element[] = []
  find(parent, (element) => {
    if (element.tagName === name) found.push(element)
    return false
  })
  return found
}

/** The first element in reading order that fits. */
const find = (parent: Parents, fits: (element: Element) => boolean): Element | undefined => {
  for (const node of parent.children) {
    if (node.type !== 'element') continue
    const found = fits(node) ? node : find(node, fits)
    if (found) return found
  }
  return undefined
}

const textOf = (node: Nodes): string => (node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : '')

/** As they are written, for what is asked of them here: `class` and `style`, `hidden`, `id`, `type`, `href`, `alt`. */
const attributesOf = ({ properties }: Element): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(properties).flatMap(([name, value]): [string, string][] =>
      value === null || value === undefined || value === false
        ? []
        : [[name === 'className' ? 'class' : name, Array.isArray(value) ? value.join(' ') : value === true ? '' : String(value)]],
    ),
  )
