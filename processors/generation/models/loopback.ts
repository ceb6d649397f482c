/** Whether a URL's host is this machine: what is sent there leaves it nowhere. */
export const isLoopback = (url: string): boolean => {
  const host = URL.parse(url)?.hostname ?? ''
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
