/**
 * Splits at white space, keeping quoted parts together: `a "b c" d="e f"` gives `a`, `"b c"` and `d="e f"`. Quotes and
 * backslashes stay as they are. Django's `smart_split`.
 */
export function smartSplit(text: string): string[] {
  const bits: string[] = []
  const space = /\s/
  let at = 0
  while (at < text.length) {
    if (space.test(text[at]!)) {
      at++
      continue
    }
    const start = at
    let quoted = false
    while (at < text.length && !space.test(text[at]!)) {
      const quote = text[at]!
      if (quote === '"' || quote === "'") {
        const close = closingQuote(text, at)
        if (close === -1) {
          if (quoted) break
          while (at < text.length && !space.test(text[at]!)) at++
          break
        }
        quoted = true
        at = close
      }
      at++
    }
    bits.push(text.slice(start, at))
  }
  return bits
}

/** Where the quote at `open` closes, or -1. A backslash takes the next character's meaning away. */
function closingQuote(text: string, open: number): number {
  const quote = text[open]
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === quote) return i
  }
  return -1
}

/** A quoted text without its quotes, `\\"`, `\\'` and `\\\\` being what they stand for; null where it is not quoted. */
export function unquote(literal: string): string | null {
  const quote = literal[0]
  if ((quote !== '"' && quote !== "'") || literal.at(-1) !== quote) return null
  const inside = literal.slice(1, -1)
  return inside.includes('\\') ? inside.replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\') : inside
}
