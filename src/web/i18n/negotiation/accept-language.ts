/** One language of an `Accept-Language` header, and how much it is wanted: 0 to 1. */
export type AcceptedLanguage = readonly [language: string, weight: number]

/** Longer headers are read as far as the last whole language before here. */
const longest = 500

const onePattern = /^([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)(?:\s*;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?$/

/**
 * The languages of an `Accept-Language` header (RFC 9110, section 12.5.4) in small letters, those that are wanted most first. A
 * header that is no list of languages gives none. Time is bounded: of a long header only the first 500 characters count.
 * Django's `parse_accept_lang_header`.
 */
export function parseAcceptLanguage(header: string): readonly AcceptedLanguage[] {
  let text = header
  if (text.length > longest) {
    const comma = text.lastIndexOf(',', longest - 1)
    if (comma <= 0) return []
    text = text.slice(0, comma)
  }
  const items = text.toLowerCase().split(',')
  const found: AcceptedLanguage[] = []
  for (const [i, item] of items.entries()) {
    const last = i === items.length - 1
    const one = between(item, i === 0, last)
    // A comma may end the list.
    if (last && one === '') break
    const match = onePattern.exec(one)
    if (match === null) return []
    found.push([match[1]!, match[2] === undefined ? 1 : Number(match[2])])
  }
  return found.sort((a, b) => b[1] - a[1])
}

/** Spaces may stand around the commas, not around the whole. */
function between(item: string, first: boolean, last: boolean): string {
  const start = first ? item : item.trimStart()
  return last ? start : start.trimEnd()
}
