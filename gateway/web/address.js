/** The address of the page names the open conversation: `#<id>`. */

const id = /^[A-Za-z0-9._:~@+=-]{1,128}$/

/** @param {string} hash of a location */
export const conversationOf = (hash) => {
  try {
    const named = decodeURIComponent(hash.slice(1))
    return id.test(named) ? named : null
  } catch {
    return null
  }
}
