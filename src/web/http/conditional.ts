/** What the conditions of a request make of an answer that would be 200. */
export type Precondition = 200 | 304 | 412

/** The entity tags of an `If-Match` or `If-None-Match` header; `['*']` for a star, nothing where it is malformed. */
export function parseEtags(header: string): string[] {
  if (header.trim() === '*') return ['*']
  return header
    .split(',')
    .map((text) => text.trim())
    .filter((text) => /^(?:W\/)?"[^"]*"$/.test(text))
}

/** Seconds of an HTTP date (RFC 9110, 5.6.7), or null. */
export function parseHttpDate(text: string | null): number | null {
  if (text === null || !/^[A-Z][a-z]{2,8},? /.test(text)) return null
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(time) ? null : Math.floor(time / 1000)
}

const weakly = (tag: string): string => (tag.startsWith('W/') ? tag.slice(2) : tag)

/**
 * Holds a request's conditions against what the answer is: RFC 9110, 13.2.2, in its order (If-Match, If-Unmodified-Since,
 * If-None-Match, If-Modified-Since). `lastModified` is in seconds.
 */
export function evaluateConditions(
  request: { readonly method: string; header(name: string): string | null },
  etag: string | null,
  lastModified: number | null,
): Precondition {
  const reading = request.method === 'GET' || request.method === 'HEAD'
  const ifMatch = request.header('if-match')
  const ifNoneMatch = request.header('if-none-match')
  if (ifMatch !== null) {
    const wanted = parseEtags(ifMatch)
    const strong = etag !== null && !etag.startsWith('W/')
    if (etag === null || !(wanted[0] === '*' || (strong && wanted.includes(etag)))) return 412
  } else {
    const unmodified = parseHttpDate(request.header('if-unmodified-since'))
    if (unmodified !== null && (lastModified === null || lastModified > unmodified)) return 412
  }
  if (ifNoneMatch !== null) {
    const known = parseEtags(ifNoneMatch)
    const same = etag !== null && (known[0] === '*' || known.map(weakly).includes(weakly(etag)))
    if (same) return reading ? 304 : 412
  } else if (reading) {
    const since = parseHttpDate(request.header('if-modified-since'))
    if (since !== null && lastModified !== null && lastModified <= since) return 304
  }
  return 200
}
