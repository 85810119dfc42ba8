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

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const dateForms = [
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
]

/** Seconds since 1970 of an HTTP date in one of the three forms of RFC 9110, 5.6.7; null for anything else. */
export function parseHttpDate(text: string | null): number | null {
  if (text === null) return null
  for (const form of dateForms) {
    const parts = form.exec(text)?.groups
    if (parts === undefined) continue
    const [hour, minute, second] = parts['time']!.split(':').map(Number) as [number, number, number]
    const month = months.indexOf(parts['month']!)
    const day = Number(parts['day'])
    let year = Number(parts['year'])
    if (parts['year']!.length === 2) {
      // Two digits mean the year that is at most fifty years ahead.
      const now = new Date().getUTCFullYear()
      year += now - (now % 100)
      if (year > now + 50) year -= 100
    }
    const date = new Date(Date.UTC(year, month, day, hour, minute, second))
    const exists = month >= 0 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 61
    return exists ? date.getTime() / 1000 : null
  }
  return null
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
