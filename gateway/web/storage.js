/** What this browser keeps: JSON in localStorage, or in memory where storage is forbidden or full. */

/** @type {Map<string, unknown>} */
const memory = new Map()

export const storage = {
  /** null where nothing of that name is kept. @param {string} name @returns {any} */
  read(name) {
    if (memory.has(name)) return memory.get(name)
    try {
      return JSON.parse(localStorage.getItem(name) ?? 'null')
    } catch {
      return null
    }
  },
  /** null removes. @param {string} name @param {unknown} value */
  write(name, value) {
    try {
      if (value === null) localStorage.removeItem(name)
      else localStorage.setItem(name, JSON.stringify(value))
      memory.delete(name)
    } catch {
      memory.set(name, value)
    }
  },
}
