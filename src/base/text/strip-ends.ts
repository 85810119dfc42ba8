/** White space at the ends of a text, as Python's `strip` sees it: unlike JavaScript's, a byte order mark is none. */
export const whiteSpace: string =
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'

/**
 * `text` without any of `characters` at either end. Linear time: a regular expression that ends with `[…]+$` tries every
 * run of them in the middle from each of its places.
 */
export function stripEnds(text: string, characters: string): string {
  let start = 0
  let end = text.length
  while (start < end && characters.includes(text[start]!)) start++
  while (end > start && characters.includes(text[end - 1]!)) end--
  return text.slice(start, end)
}
