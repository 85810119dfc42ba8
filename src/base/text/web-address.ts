const scheme = /^https?:$/
/** What browsers leave as it is and RFC 3986 does not allow outside of a host. */
const unwise = /[[\]\\^`{|}"<>\s]/g

/**
 * A link as a full address of the web, by RFC 3986: relative ones count from `base`, whatever is not ASCII is percent-encoded. Null for what
 * is none, or has another scheme than http and https.
 */
export function webAddress(link: string, base?: string): string | null {
  const url = link === '' ? null : URL.parse(link, base)
  if (url === null || !scheme.test(url.protocol)) return null
  const start = url.href.length - `${url.pathname}${url.search}${url.hash}`.length
  const rest = url.href
    .slice(start)
    .replace(/%(?![\da-f]{2})/gi, '%25')
    .replace(unwise, (character) => encodeURIComponent(character))
  return url.href.slice(0, start) + rest
}
