import type { CheckDescription, ForeignKeyDescription } from './introspection.ts'

/**
 * What the statement tells that makes a table. SQLite keeps some of it nowhere else, and MariaDB says of a temporary table
 * in no other way what it has made of it.
 */
export interface WrittenTable {
  /** Columns by name in small letters. */
  readonly columns: ReadonlyMap<string, WrittenColumn>
  /** With the column in whose definition each stands. */
  readonly checks: readonly (CheckDescription & { readonly column: string | null })[]
  /** Unique rules with a name. */
  readonly uniques: readonly { readonly name: string; readonly columns: readonly string[] }[]
  /** In the order in which they are written. */
  readonly foreignKeys: readonly Pick<ForeignKeyDescription, 'name' | 'deferrable'>[]
}

export interface WrittenColumn {
  readonly collation: string | null
  /** As it is written. */
  readonly default: string | null
  /** What a computed column is computed from. */
  readonly expression: string | null
}

/** What only the statement tells that made an index. */
export interface WrittenIndex {
  /** Each column or expression as it is written, without its direction. */
  readonly parts: readonly string[]
  readonly condition: string | null
}

/** A quoted text or name, a comment, a word, or any other character. */
const pattern =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|[\w$\u0080-\u{10ffff}]+|\S/gu
/** The same where a backslash takes the meaning from a quote: so MariaDB writes texts in expressions. */
const escaping = new RegExp(pattern.source.replace("(?:[^']|'')*", String.raw`(?:[^'\\]|\\.|'')*`), 'gu')

interface Token {
  readonly text: string
  /** The text in capitals: of a keyword, which has no quotes. */
  readonly word: string
  readonly start: number
}

/** A statement taken into words, with comments left out; places in it are numbers of words. */
class Words {
  readonly sql: string
  readonly #tokens: readonly Token[]

  constructor(sql: string, escapes = false) {
    this.sql = sql
    this.#tokens = [...sql.matchAll(escapes ? escaping : pattern)]
      .filter(([text]) => !/^(?:--|\/\*)/.test(text))
      .map((match) => ({ text: match[0], word: match[0].toUpperCase(), start: match.index }))
  }

  get length(): number {
    return this.#tokens.length
  }

  word(at: number): string {
    return this.#tokens[at]?.word ?? ''
  }

  /** A name without its quotes. */
  name(at: number): string {
    const text = this.#tokens[at]?.text ?? ''
    const quote = text[0] ?? ' '
    if (quote === '[') return text.slice(1, -1)
    return '"`\''.includes(quote) ? text.slice(1, -1).replaceAll(quote + quote, quote) : text
  }

  /** The first place with one of these words from `at` on, outside parentheses that open behind it; the end where there is none. */
  find(at: number, ...wanted: readonly string[]): number {
    while (at < this.length && !wanted.includes(this.word(at)))
      at = this.word(at) === '(' ? this.closing(at) + 1 : at + 1
    return Math.min(at, this.length)
  }

  /** The place of the parenthesis that closes the one at `at`. */
  closing(at: number): number {
    let depth = 0
    for (; at < this.length; at++) {
      if (this.word(at) === '(') depth++
      else if (this.word(at) === ')' && --depth === 0) break
    }
    return at
  }

  /** What is written from one place to another. */
  text(from: number, to: number): string {
    return this.sql.slice(this.#tokens[from]?.start, this.#tokens[to]?.start).trim()
  }

  /** The parts between commas of the parentheses at `at`, each from one place to another. */
  parts(at: number): (readonly [from: number, to: number])[] {
    const end = this.closing(at)
    const found: (readonly [number, number])[] = []
    for (let from = at + 1; from < end; ) {
      const to = this.find(from, ',', ')')
      found.push([from, to])
      from = to + 1
    }
    return found
  }
}

/** What may follow a default, which is a literal, a name, a call or something in parentheses. */
const afterDefault = [
  'CONSTRAINT',
  'PRIMARY',
  'NOT',
  'NULL',
  'UNIQUE',
  'CHECK',
  'COLLATE',
  'REFERENCES',
  'GENERATED',
  'AS',
  'COMMENT',
  'ON',
  ',',
]

const rules = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'])

/**
 * Reads `CREATE TABLE`. Of a virtual table, whose words are its module's, nothing. `escapes` says that a backslash in a
 * text is none.
 */
export function readTable(sql: string, escapes = false): WrittenTable {
  const words = new Words(sql, escapes)
  const columns = new Map<string, WrittenColumn>()
  const checks: (CheckDescription & { column: string | null })[] = []
  const uniques: { name: string; columns: string[] }[] = []
  const foreignKeys: { name: string | null; deferrable: ForeignKeyDescription['deferrable'] }[] = []
  const open = words.word(1) === 'VIRTUAL' ? words.length : words.find(0, '(')
  for (const [from, to] of words.parts(open)) {
    const column = rules.has(words.word(from)) ? null : words.name(from)
    let collation: string | null = null
    let byDefault: string | null = null
    let expression: string | null = null
    let name: string | null = null
    for (let at = column === null ? from : from + 1; at < to; at++) {
      const group = words.word(at + 1) === '(' ? words.closing(at + 1) : at
      switch (words.word(at)) {
        case 'CONSTRAINT':
          name = words.name(++at)
          continue
        case 'CHECK':
          checks.push({ name, column, condition: words.text(at + 2, group) })
          break
        case 'UNIQUE':
          if (name !== null)
            uniques.push({
              name,
              columns: column === null ? words.parts(at + 1).map(([part]) => words.name(part)) : [column],
            })
          break
        case 'REFERENCES':
          foreignKeys.push({ name, deferrable: null })
          break
        case 'DEFERRABLE': {
          const deferrable =
            words.word(at + 1) === 'INITIALLY' && words.word(at + 2) === 'DEFERRED' ? 'deferred' : 'immediate'
          if (words.word(at - 1) !== 'NOT' && foreignKeys.length > 0) foreignKeys.at(-1)!.deferrable = deferrable
          continue
        }
        case 'DEFAULT': {
          const first = group > at ? group + 1 : at + 2
          const end = Math.min(to, words.find(first, ...afterDefault))
          byDefault = words.text(at + 1, end)
          at = end - 1
          continue
        }
        case 'COLLATE':
          collation = words.name(++at)
          break
        case 'AS':
          if (group > at) expression = words.text(at + 2, group)
          break
        case 'FOREIGN':
          // The rule's name belongs to the REFERENCES that follows.
          at = words.find(at, '(')
          at = words.closing(at)
          continue
        case '(':
          at = words.closing(at)
          continue
        default:
          continue
      }
      name = null
      at = Math.max(at, group)
    }
    if (column !== null) columns.set(column.toLowerCase(), { collation, default: byDefault, expression })
  }
  return { columns, checks, uniques, foreignKeys }
}

/** Reads `CREATE INDEX`. */
export function readIndex(sql: string): WrittenIndex {
  const words = new Words(sql)
  const open = words.find(words.find(0, 'ON'), '(')
  const parts = words.parts(open).map(([from, to]) => {
    const directed = ['ASC', 'DESC'].includes(words.word(to - 1)) && to - from > 1
    return words.text(from, directed ? to - 1 : to)
  })
  const where = words.find(words.closing(open), 'WHERE')
  return { parts, condition: where < words.length ? words.text(where + 1, words.length) : null }
}
