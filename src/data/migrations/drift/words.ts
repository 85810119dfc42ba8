/** A quoted text or name, a word, or any other character. */
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[\w$\u0080-\u{10ffff}]+|\S/gu

/**
 * Whether two pieces of SQL say the same in the same words, whatever spaces, quotes around names, case of letters and
 * parentheses around the whole.
 */
export function isSameSql(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b
  return a === b || plain(a) === plain(b)
}

/**
 * The same where one of the two is not in the words of the database, which writes most things in another way: true unless
 * one is there and the other is not, or both are plain values that differ.
 */
export function maySaySame(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b
  const [one, other] = [literal(a), literal(b)]
  return one === null || other === null || one === other
}

function plain(sql: string): string {
  const words = [...sql.matchAll(token)].map(([text]) => {
    if (text.startsWith("'")) return text
    return (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase()
  })
  while (words[0] === '(' && closing(words) === words.length - 1) words.splice(0, words.length, ...words.slice(1, -1))
  return words.join(' ')
}

/** The place of the parenthesis that closes the first one. */
function closing(words: readonly string[]): number {
  let depth = 0
  return words.findIndex((word) => {
    depth += word === '(' ? 1 : word === ')' ? -1 : 0
    return depth === 0
  })
}

/** A number or a text, without its quotes and casts; null for what has more to it. */
function literal(sql: string): string | null {
  const bare = sql.replace(/^\((.*)\)$/s, '$1').replace(/(?:::[a-z_ ]+(?:\([\d,]+\))?)+$/i, '')
  const text = /^'((?:[^']|'')*)'$/.exec(bare)?.[1]
  if (text !== undefined) return text.replaceAll("''", "'")
  if (/^(?:true|false)$/i.test(bare)) return bare.toLowerCase()
  return /^-?\d+(?:\.\d+)?$/.test(bare) ? bare : null
}
