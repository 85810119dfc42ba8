/** Longer texts are searched in their first part. */
export const longestText = 100_000
/** Bytes of all words of a row: PostgreSQL refuses a vector above 1 MB, in which each word may stand in two forms, with its places. */
const mostBytes = 250_000

/** A text as words are compared: lower case, without accents. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
}

/** Texts of a row as one, bounded; characters that databases cannot hold are spaces. */
export function joinedText(texts: readonly string[]): string {
  const whole = texts.filter((text) => text !== '').join('\n')
  return whole.slice(0, longestText).toWellFormed().replaceAll('\0', ' ')
}

/** Texts of words, the weightiest first, as far as there is room for them. */
export function fittingWords<const T extends readonly string[]>(texts: T): { readonly [I in keyof T]: string } {
  let left = mostBytes
  return texts.map((text) => {
    const bytes = Buffer.from(text)
    const fitting = bytes.length <= left ? text : bytes.subarray(0, left).toString()
    left = Math.max(0, left - bytes.length)
    return fitting
  }) as { readonly [I in keyof T]: string }
}
