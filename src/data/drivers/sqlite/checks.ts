import type { CheckDescription } from '../introspection.ts'

/** A quoted text or name, a comment, a word, or any other character. */
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|\w+|\S/g

/** The checks in the statement that made a table: SQLite keeps them nowhere else. */
export function checksIn(sql: string): CheckDescription[] {
  const tokens = [...sql.matchAll(token)].filter(([text]) => !/^(?:--|\/\*)/.test(text))
  const word = (at: number) => tokens[at]?.[0].toUpperCase()
  const found: CheckDescription[] = []
  for (let at = 0; at < tokens.length; at++) {
    if (word(at) !== 'CHECK' || word(at + 1) !== '(') continue
    const name = word(at - 2) === 'CONSTRAINT' ? bare(tokens[at - 1]![0]) : null
    const start = tokens[at + 1]!.index + 1
    let depth = 0
    for (at++; at < tokens.length; at++) {
      if (word(at) === '(') depth++
      else if (word(at) === ')' && --depth === 0) break
    }
    found.push({ name, condition: sql.slice(start, tokens[at]?.index).trim() })
  }
  return found
}

/** A name without its quotes. */
function bare(name: string): string {
  const quote = name[0]!
  if (!'"`[\''.includes(quote)) return name
  return name.slice(1, -1).replaceAll(quote + quote, quote)
}
