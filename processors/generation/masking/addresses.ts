/** Whether a network address belongs to a network that others share, and so tells nothing of a person. */

/**
 * Loopback, link-local, and the private ranges of RFC 1918, RFC 6598 and RFC 4193 stay readable: they are the subject of most runbooks and mean
 * nothing outside. Any other address may be a customer's or a colleague's.
 */
export const isPublicAddress = (address: string): boolean => {
  if (address.includes(':')) return !/^(?:::1?$|f[cd]|fe[89ab])/i.test(address)
  const [a = 0, b = 0, ...rest] = address.split('.').map(Number)
  if ([a, b, ...rest].some((part) => part > 255)) return false
  const isPrivate =
    a === 0 || a === 10 || a === 127 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128) || a >= 224 // prettier-ignore
  return !isPrivate
}
