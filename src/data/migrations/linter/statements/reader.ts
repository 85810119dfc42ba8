import type { Token } from './tokens.ts'

/** Walks over the pieces of one statement. */
export class Reader {
  readonly #sql: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(sql: string, tokens: readonly Token[]) {
    this.#sql = sql
    this.#tokens = tokens
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  skip(): void {
    this.#at++
  }

  /** Passes over these words or marks, where they are what comes next. */
  accept(...words: readonly string[]): boolean {
    if (!words.every((word, i) => this.#is(this.#at + i, word))) return false
    this.#at += words.length
    return true
  }

  /** Whether these words stand anywhere in what is left of the clause. */
  has(...words: readonly string[]): boolean {
    for (let at = this.#at, depth = 0; at < this.#tokens.length; at++) {
      const { kind, value } = this.#tokens[at]!
      if (kind === 'mark') depth += value === '(' ? 1 : value === ')' ? -1 : 0
      if (depth === 0 && kind === 'mark' && value === ',' && words.length > 1) return false
      if (depth === 0 && words.every((word, i) => this.#is(at + i, word))) return true
    }
    return false
  }

  /** A name; of one with the name of its schema, the last part. A word without quotes is in small letters. */
  name(): string {
    return this.#path().at(-1) ?? ''
  }

  /** Of a column with its table, the table. */
  owner(): string {
    return this.#path().at(-2) ?? ''
  }

  /** A name, where one stands before what is in parentheses. */
  optionalName(): string | null {
    const next = this.peek()
    return next === undefined || next.kind === 'mark' || this.#is(this.#at, 'USING') ? null : this.name()
  }

  /** The names in parentheses. */
  names(): string[] {
    const names: string[] = []
    if (!this.accept('(')) return names
    for (let depth = 1; !this.done && depth > 0; ) {
      const { kind, value } = this.peek()!
      if (kind === 'mark') {
        depth += value === '(' ? 1 : value === ')' ? -1 : 0
        this.skip()
      } else if (depth === 1 && (kind === 'name' || kind === 'word')) names.push(this.name())
      else this.skip()
    }
    return names
  }

  /** What stands in the parentheses that open here, as it is written. */
  group(): string {
    const start = this.peek()
    if (start?.value !== '(') return ''
    this.skipGroup()
    return this.#sql.slice(start.end, this.#tokens[this.#at - 1]!.start).trim()
  }

  /** What stands before one of these words or the end of the clause, as it is written; the first `least` pieces are taken. */
  until(words: readonly string[], least = 0): string {
    const from = this.#at
    for (;;) {
      const next = this.peek()
      if (next === undefined || (next.kind === 'mark' && next.value === ',')) break
      if (this.#at - from >= least && next.kind === 'word' && words.includes(next.value)) break
      this.skipGroup()
    }
    if (this.#at === from) return ''
    return this.#sql.slice(this.#tokens[from]!.start, this.#tokens[this.#at - 1]!.end)
  }

  /** Passes over one piece, or over all that stands in parentheses. */
  skipGroup(): void {
    let depth = 0
    do {
      const { kind, value } = this.#tokens[this.#at++]!
      if (kind === 'mark') depth += value === '(' ? 1 : value === ')' ? -1 : 0
    } while (depth > 0 && !this.done)
  }

  #path(): string[] {
    const parts: string[] = []
    do {
      const next = this.peek()
      if (next === undefined || (next.kind !== 'name' && next.kind !== 'word')) break
      parts.push(next.kind === 'word' ? this.#sql.slice(next.start, next.end).toLowerCase() : next.value)
      this.skip()
    } while (this.accept('.'))
    return parts
  }

  #is(at: number, word: string): boolean {
    const token = this.#tokens[at]
    return token !== undefined && (token.kind === 'word' || token.kind === 'mark') && token.value === word
  }
}
