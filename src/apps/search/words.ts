/** Longer texts are searched in their first part: PostgreSQL refuses a vector above 1 MB. */
export const longestText = 100_000

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
