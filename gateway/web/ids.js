const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A ULID: a conversation's id starts with its time, so that the server looks for its messages from there on.
 *
 * @param {number} at ms since 1970
 * @param {Uint8Array} random 16 bytes
 */
export const ulid = (at, random) => {
  let time = ''
  for (let i = 0, rest = at; i < 10; i++, rest = Math.floor(rest / 32)) time = crockford.charAt(rest % 32) + time
  return time + [...random].map((byte) => crockford.charAt(byte % 32)).join('')
}
