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
