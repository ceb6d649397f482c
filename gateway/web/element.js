/** @typedef {Node | string | null | false | undefined} Child */

/**
 * Makes an element. Attributes that are functions listen to the event of their name; null and false leave the attribute
 * out, true sets it empty. Text is always text: nothing here or elsewhere on the page parses HTML.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...present(children))
  return element
}

const svgSpace = 'http://www.w3.org/2000/svg'

/**
 * An SVG element, hidden from screen readers where it is the outermost.
 *
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...Child} children
 */
export const svg = (tag, attributes, ...children) => {
  const element = document.createElementNS(svgSpace, tag)
  if (tag === 'svg') element.setAttribute('aria-hidden', 'true')
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(...present(children))
  return element
}

/**
 * A symbol of the page's sprite.
 *
 * @param {'up' | 'down' | 'chev'} name
 */
export const icon = (name) => svg('svg', { class: name === 'chev' ? 'chev' : 'icon' }, svg('use', { href: `#i-${name}` }))

/**
 * The shape of a state.
 *
 * @param {string} state
 */
export const dot = (state) => h('span', { class: 'dot', 'data-s': state })

/** @param {Child[]} children @returns {(Node | string)[]} */
const present = (children) =>
  /** @type {(Node | string)[]} */ (children.filter((child) => child !== null && child !== undefined && child !== false))
