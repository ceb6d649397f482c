/** What the style sheets of a page hide. Simple selectors only: an element's name, id and classes, the last part of a longer one. */
import { hidesByStyle } from '../hidden-elements.ts'

export type Selector = { tag: string; id: string; classes: readonly string[] }

const simple = /^([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)$/i

/** The selectors whose rules hide what they match on a screen. Rules for print, for sizes and for states are passed over. */
export const hidingSelectors = (css: string): Selector[] =>
  rulesOf(css.replace(/\/\*[\s\S]*?\*\//g, ' ')).flatMap(({ selectors, declarations }) =>
    hidesByStyle(declarations)
      ? selectors.split(',').flatMap((one) => {
          const found = simple.exec(one.trim())
          if (!found || one.trim() === '' || (found[1] === '*' && !found[2])) return []
          const names = found[2]!.match(/[.#][\w-]+/g) ?? []
          const [id = ''] = names.filter((name) => name.startsWith('#'))
          const classes = names.filter((name) => name.startsWith('.')).map((name) => name.slice(1))
          return [{ tag: found[1] === '*' ? '' : (found[1]?.toLowerCase() ?? ''), id: id.slice(1), classes }]
        })
      : [],
  )

export const matches = (selectors: readonly Selector[], name: string, attributes: ReadonlyMap<string, string>): boolean => {
  const own = new Set(attributes.get('class')?.split(/\s+/))
  return selectors.some(
    ({ tag, id, classes }) =>
      (tag === '' || tag === name) && (id === '' || id === attributes.get('id')) && classes.every((one) => own.has(one)),
  )
}

/** The rules of a style sheet, those within `@layer`, `@supports` and `@media screen` or `all` included. */
const rulesOf = (css: string): { selectors: string; declarations: string }[] => {
  const rules: { selectors: string; declarations: string }[] = []
  const within: { passed: boolean; selectors: string | null }[] = []
  let from = 0
  for (const { index, 0: brace } of css.matchAll(/[{}]/g)) {
    const text = css.slice(from, index)
    if (brace === '{') {
      const prelude = text.replace(/^[\s\S]*;/, '').trim()
      const isAt = prelude.startsWith('@')
      const passed = isAt && !/^@(?:layer|supports|media\s+(?:only\s+)?(?:all|screen)\s*$)/i.test(prelude)
      within.push({ passed: passed || within.at(-1)?.passed === true, selectors: isAt ? null : prelude })
    } else {
      const rule = within.pop()
      if (rule && rule.selectors !== null && !rule.passed) rules.push({ selectors: rule.selectors, declarations: text })
    }
    from = index + 1
  }
  return rules
}
