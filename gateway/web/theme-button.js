import { storage } from './storage.js'

const themes = /** @type {const} */ (['system', 'light', 'dark'])

/**
 * The button that changes between the system's theme, light and dark; theme.js applies the choice at the next load.
 *
 * @param {HTMLElement} button
 * @param {(words: string) => void} say
 */
export const listenToTheme = (button, say) => {
  const chosen = storage.read('hopline.theme')
  let theme = themes.find((one) => one === chosen) ?? 'system'
  const apply = () => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
    button.setAttribute('aria-label', `Theme: ${theme}. Change`)
  }
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
    storage.write('hopline.theme', theme === 'system' ? null : theme)
    apply()
    say(`Theme: ${theme}.`)
  })
  apply()
}
