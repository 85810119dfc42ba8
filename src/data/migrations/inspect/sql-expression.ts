import type { DatabaseName } from '../../query/index.ts'

/** An expression of SQL, as databases say it of checks, defaults, partial indexes and computed columns. */
export type SqlExpression =
  /** In quotes, what is no column may be a text: SQLite. */
  | { readonly kind: 'column'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** `name` in small letters. */
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly SqlExpression[] }
  | { readonly kind: 'cast'; readonly of: SqlExpression; readonly type: string }
  | {
      readonly kind: 'operator'
      readonly operator: string
      readonly left: SqlExpression
      readonly right: SqlExpression
    }
  | { readonly kind: 'and' | 'or'; readonly of: readonly SqlExpression[] }
  | { readonly kind: 'not'; readonly of: SqlExpression }
  | { readonly kind: 'is'; readonly of: SqlExpression; readonly what: 'null' | 'true' | 'false'; readonly not: boolean }
  | { readonly kind: 'in'; readonly of: SqlExpression; readonly items: readonly SqlExpression[]; readonly not: boolean }
  | {
      readonly kind: 'between'
      readonly of: SqlExpression
      readonly low: SqlExpression
      readonly high: SqlExpression
      readonly not: boolean
    }

/** The expression that a text of SQL says, as that database writes it; null where it says more than is understood here. */
export function parseSql(text: string, database: DatabaseName): SqlExpression | null {
  try {
    const parser = new Parser(tokensOf(text, database))
    const parsed = parser.expression(0)
    return parser.atEnd ? parsed : null
  } catch (error) {
    if (error instanceof NotUnderstood) return null
    throw error
  }
}

class NotUnderstood extends RangeError {}

/** What a person wrote is shorter, and less deep; a parser that calls itself has an end of its own. */
const mostTokens = 10_000
const mostDepth = 200

interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign'
  /** Of a text, what it holds. */
  readonly text: string
}

const blank = String.raw`\s+|--[^\n]*|\/\*[\s\S]*?\*\/`
const texts = String.raw`(?<text>(?:[EN]|_[a-z0-9]+\s*)?'(?:[^']|'')*')`
/** MariaDB writes a backslash before a quote, and before a backslash. */
const escapedTexts = String.raw`(?<text>(?:N|_[a-z0-9]+\s*)?'(?:[^'\\]|''|\\.)*')`
const names = String.raw`(?<name>"(?:[^"]|"")*"|\x60(?:[^\x60]|\x60\x60)*\x60)`
/** Names of SQLite. */
const bracketed = String.raw`(?<bracketed>\[[^\]]*\])`
const rest = String.raw`(?<number>\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<sign>::|<>|!=|<=|>=|==|\|\||[-+*/%(),.=<>[\]])`
const patterns: Readonly<Record<DatabaseName, string>> = {
  sqlite: [blank, texts, names, bracketed, rest].join('|'),
  postgres: [blank, texts, names, rest].join('|'),
  mysql: [blank, escapedTexts, names, rest].join('|'),
}

function tokensOf(text: string, database: DatabaseName): Token[] {
  const tokens: Token[] = []
  let end = 0
  for (const match of text.matchAll(new RegExp(patterns[database], 'giuys'))) {
    if (tokens.length >= mostTokens) throw new NotUnderstood('too long')
    end = match.index + match[0].length
    for (const [kind, value] of Object.entries(match.groups!)) {
      if (value === undefined) continue
      const bare = kind === 'text' ? textOf(value, database) : value
      tokens.push({ kind: kind === 'bracketed' ? 'name' : (kind as Token['kind']), text: bare })
    }
  }
  if (end !== text.length) throw new NotUnderstood(text)
  return tokens
}

/** How strongly an operator binds; what stands in no list binds not at all. */
const strength = new Map<string, number>([
  ['or', 1],
  ['and', 2],
  ...['=', '==', '<>', '!=', '<', '>', '<=', '>=', 'is', 'in', 'not', 'between'].map((sign): [string, number] => [
    sign,
    4,
  ]),
  ['+', 6],
  ['-', 6],
  ['*', 7],
  ['/', 7],
  ['%', 7],
  ['||', 8],
  ['::', 10],
])
const ofNot = 3
const ofMinus = 9

/** Words that are a function without parentheses. */
const wordsOfTime = new Set(['current_timestamp', 'current_date', 'current_time', 'localtimestamp', 'localtime'])
/** Words that stand behind the first of a type: `timestamp(6) without time zone`. */
const furtherWords = new Set([
  'varying',
  'precision',
  'with',
  'without',
  'time',
  'zone',
  'large',
  'object',
  'unsigned',
  'charset',
])

/** https://en.wikipedia.org/wiki/Operator-precedence_parser#Pratt_parsing */
class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get atEnd(): boolean {
    return this.#at === this.#tokens.length
  }

  /** The next token as a sign or word; names and texts are none. */
  #next(ahead = 0): string {
    const next = this.#tokens[this.#at + ahead]
    return next === undefined || next.kind === 'name' || next.kind === 'text' ? '' : next.text.toLowerCase()
  }

  #take(): Token {
    const next = this.#tokens[this.#at++]
    if (next === undefined) throw new NotUnderstood('the end')
    return next
  }

  #skip(expected: string): boolean {
    if (this.#next() !== expected) return false
    this.#at++
    return true
  }

  #demand(expected: string): void {
    if (!this.#skip(expected)) throw new NotUnderstood(this.#next())
  }

  expression(least: number): SqlExpression {
    if (++this.#depth > mostDepth) throw new NotUnderstood('too deep')
    let left = this.#operand()
    // Each further operator but AND and OR makes what stands on its left one level deeper.
    for (let levels = 0; ; levels++) {
      const sign = this.#next()
      const binds = strength.get(sign) ?? 0
      if (binds <= least) {
        this.#depth--
        return left
      }
      if (levels > mostDepth && sign !== 'and' && sign !== 'or') throw new NotUnderstood('too deep')
      this.#at++
      left = this.#further(left, sign, binds)
    }
  }

  #further(left: SqlExpression, sign: string, binds: number): SqlExpression {
    if (sign === 'and' || sign === 'or') {
      const right = this.expression(binds)
      return {
        kind: sign,
        of: [...(left.kind === sign ? left.of : [left]), ...(right.kind === sign ? right.of : [right])],
      }
    }
    if (sign === '::') return { kind: 'cast', of: left, type: this.#type() }
    if (sign === 'is') {
      const not = this.#skip('not')
      const what = this.#take().text.toLowerCase()
      if (what !== 'null' && what !== 'true' && what !== 'false') throw new NotUnderstood(what)
      return { kind: 'is', of: left, what, not }
    }
    const not = sign === 'not'
    const word = not ? this.#take().text.toLowerCase() : sign
    if (word === 'between') {
      const low = this.expression(4)
      this.#demand('and')
      return { kind: 'between', of: left, low, high: this.expression(4), not }
    }
    if (word === 'in') {
      this.#demand('(')
      return { kind: 'in', of: left, items: this.#list(')'), not }
    }
    if (not) {
      if (word === 'null') return { kind: 'is', of: left, what: 'null', not: true }
      throw new NotUnderstood(word)
    }
    const operator = sign === '!=' ? '<>' : sign === '==' ? '=' : sign
    if ((operator === '=' && this.#next() === 'any') || (operator === '<>' && this.#next() === 'all')) {
      this.#at++
      this.#demand('(')
      const items = this.#array()
      this.#demand(')')
      return { kind: 'in', of: left, items, not: operator === '<>' }
    }
    return { kind: 'operator', operator, left, right: this.expression(binds) }
  }

  /** `ARRAY[…]`, perhaps in parentheses and made another type. */
  #array(): readonly SqlExpression[] {
    if (this.#skip('(')) {
      const items = this.#array()
      this.#demand(')')
      if (this.#skip('::')) this.#type()
      return items
    }
    this.#demand('array')
    this.#demand('[')
    const items = this.#list(']')
    if (this.#skip('::')) this.#type()
    return items
  }

  #list(end: string): SqlExpression[] {
    const items: SqlExpression[] = []
    if (this.#skip(end)) return items
    do items.push(this.expression(0))
    while (this.#skip(','))
    this.#demand(end)
    return items
  }

  #operand(): SqlExpression {
    const { kind, text } = this.#take()
    if (kind === 'text') return { kind: 'text', value: text }
    if (kind === 'number') return { kind: 'number', digits: text }
    if (kind === 'name') return this.#column(bare(text), true)
    if (kind === 'word') return this.#word(text)
    if (text === '(') {
      const inner = this.expression(0)
      this.#demand(')')
      return inner
    }
    if (text === '+') return this.expression(ofMinus)
    if (text !== '-') throw new NotUnderstood(text)
    const of = this.expression(ofMinus)
    return of.kind === 'number'
      ? { kind: 'number', digits: of.digits.startsWith('-') ? of.digits.slice(1) : `-${of.digits}` }
      : { kind: 'operator', operator: '-', left: { kind: 'number', digits: '0' }, right: of }
  }

  #word(text: string): SqlExpression {
    const word = text.toLowerCase()
    if (word === 'null') return { kind: 'null' }
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' }
    if (word === 'not') return { kind: 'not', of: this.expression(ofNot) }
    if (word === 'cast' && this.#next() === '(') {
      this.#at++
      const of = this.expression(0)
      this.#demand('as')
      const type = this.#type()
      this.#demand(')')
      return { kind: 'cast', of, type }
    }
    if (this.#next() === '(') {
      this.#at++
      return { kind: 'call', name: word, of: this.#list(')') }
    }
    if (wordsOfTime.has(word)) return { kind: 'call', name: word, of: [] }
    if (word === 'case' || word === 'array' || word === 'interval' || word === 'select') throw new NotUnderstood(word)
    return this.#column(text, false)
  }

  /** A column, perhaps with its table before it. A schema's name before a function is left out. */
  #column(name: string, isQuoted: boolean): SqlExpression {
    if (!this.#skip('.')) return { kind: 'column', name, quoted: isQuoted }
    const { kind, text } = this.#take()
    if (kind === 'word') return this.#word(text)
    if (kind === 'name') return { kind: 'column', name: bare(text), quoted: true }
    throw new NotUnderstood(text)
  }

  #type(): string {
    const { kind, text } = this.#take()
    if (kind !== 'word' && kind !== 'name') throw new NotUnderstood(text)
    let type = kind === 'word' ? text.toLowerCase() : bare(text)
    for (;;) {
      const next = this.#next()
      if (next === '(') {
        this.#at++
        type += `(${this.#list(')')
          .map((item) => (item.kind === 'number' ? item.digits : ''))
          .join(',')})`
      } else if (next === '[') {
        this.#at++
        this.#demand(']')
        type += '[]'
      } else if (next === '.') {
        this.#at++
        type += `.${bare(this.#take().text)}`
      } else if (furtherWords.has(next)) {
        this.#at++
        type += ` ${next}`
        if (next === 'charset') this.#take()
      } else return type
    }
  }
}

/** A name without its quotes. */
function bare(text: string): string {
  const quote = text[0]!
  if (quote === '[') return text.slice(1, -1)
  return quote === '"' || quote === '`' ? text.slice(1, -1).replaceAll(quote + quote, quote) : text
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b' }
/** https://mariadb.com/kb/en/string-literals/ and https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
const further: Readonly<Record<DatabaseName, Readonly<Record<string, string>>>> = {
  sqlite: {},
  postgres: { f: '\f' },
  mysql: { 0: '\0', Z: '\x1a' },
}

function textOf(literal: string, database: DatabaseName): string {
  const start = literal.indexOf("'")
  const body = literal.slice(start + 1, -1).replaceAll("''", "'")
  const escaped = database === 'mysql' || /^e'/i.test(literal)
  return escaped
    ? body.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? further[database][letter] ?? letter)
    : body
}
