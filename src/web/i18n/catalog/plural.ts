/** Which plural form of a translation goes with a count: the index of the form, from 0. */
export type PluralRule = (count: number) => number

/** The header `Plural-Forms` of a catalog, understood. */
export interface PluralForms {
  /** How many forms a translation has (`nplurals`). */
  readonly count: number
  readonly rule: PluralRule
  /** The expression as it was written: two catalogs with the same one share their rule. */
  readonly expression: string
}

/** Why an expression is no plural rule; the caller knows the file and makes a coded error of it. */
export class PluralSyntaxProblem {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

const longest = 1000
const deepest = 20

/** What gettext takes where a catalog says nothing: one form for 1, another for everything else. */
export const germanicPlural: PluralForms = { count: 2, rule: (n) => (n === 1 ? 0 : 1), expression: 'n != 1' }

/**
 * Understands `nplurals=3; plural=(n==1 ? 0 : 1);`
 * (https://www.gnu.org/software/gettext/manual/html_node/Plural-forms.html). The header of an unfilled template counts as
 * none. Throws a `PluralSyntaxProblem`.
 */
export function parsePluralForms(header: string): PluralForms {
  if (header.trim() === '' || /nplurals\s*=\s*INTEGER/.test(header)) return germanicPlural
  const match = /^\s*nplurals\s*=\s*(\d{1,3})\s*;\s*plural\s*=([^;]*);?\s*$/.exec(header)
  if (match === null) throw new PluralSyntaxProblem("it is not of the form 'nplurals=N; plural=EXPRESSION;'")
  const count = Number(match[1])
  if (count === 0) throw new PluralSyntaxProblem('a translation has at least one form')
  const expression = match[2]!.trim()
  return { count, rule: parsePluralExpression(expression), expression }
}

/**
 * Makes a function of a plural expression: the operators of C that gettext allows (`?:`, `||`, `&&`, `==`, `!=`, `<`, `<=`,
 * `>`, `>=`, `+`, `-`, `*`, `/`, `%`, `!`), parentheses, whole numbers and `n`. Nothing of the text is ever run as JavaScript.
 * Up to 1000 characters and 20 nested parentheses, as in Python. Division and remainder round down, as in Python; a
 * division by zero gives NaN. Throws a `PluralSyntaxProblem`.
 */
export function parsePluralExpression(expression: string): PluralRule {
  if (expression.length > longest) throw new PluralSyntaxProblem(`it is longer than ${longest} characters`)
  const parser = new Parser(tokens(expression))
  const rule = parser.ternary(0)
  if (parser.next !== '') throw new PluralSyntaxProblem(`'${parser.next}' is not expected there`)
  // Adding 0 makes a 0 of -0.
  return (count) => Math.trunc(rule(count)) + 0
}

function tokens(expression: string): readonly string[] {
  const pattern = /\s*(\d+(?!\w)|n(?!\w)|[<>!]=?|==|&&|\|\||[-+*/%?:()])\s*/y
  const found: string[] = []
  while (pattern.lastIndex < expression.length) {
    const at = pattern.lastIndex
    const match = pattern.exec(expression)
    if (match === null) {
      if (expression.trim() === '') break
      throw new PluralSyntaxProblem(`'${expression.slice(at, at + 20).trim()}' is no part of a plural expression`)
    }
    found.push(match[1]!)
  }
  return found
}

type Operator = (a: PluralRule, b: PluralRule) => PluralRule

const one = (truth: boolean) => (truth ? 1 : 0)

/** Operators of two operands, from the weakest to the strongest. */
const levels: readonly ReadonlyMap<string, Operator>[] = [
  new Map([['||', (a, b) => (n) => one(a(n) !== 0 || b(n) !== 0)]]),
  new Map([['&&', (a, b) => (n) => one(a(n) !== 0 && b(n) !== 0)]]),
  new Map<string, Operator>([
    ['==', (a, b) => (n) => one(a(n) === b(n))],
    ['!=', (a, b) => (n) => one(a(n) !== b(n))],
  ]),
  new Map<string, Operator>([
    ['<', (a, b) => (n) => one(a(n) < b(n))],
    ['<=', (a, b) => (n) => one(a(n) <= b(n))],
    ['>', (a, b) => (n) => one(a(n) > b(n))],
    ['>=', (a, b) => (n) => one(a(n) >= b(n))],
  ]),
  new Map<string, Operator>([
    ['+', (a, b) => (n) => a(n) + b(n)],
    ['-', (a, b) => (n) => a(n) - b(n)],
  ]),
  new Map<string, Operator>([
    ['*', (a, b) => (n) => a(n) * b(n)],
    ['/', (a, b) => (n) => quotient(a(n), b(n))],
    ['%', (a, b) => (n) => remainder(a(n), b(n))],
  ]),
]

function quotient(a: number, b: number): number {
  return b === 0 ? Number.NaN : Math.floor(a / b)
}

function remainder(a: number, b: number): number {
  const rest = a % b
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest
}

class Parser {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  /** The token to come; '' at the end. */
  get next(): string {
    return this.#tokens[this.#at] ?? ''
  }

  ternary(depth: number): PluralRule {
    if (depth > deepest) throw new PluralSyntaxProblem(`it is nested more than ${deepest} levels deep`)
    const condition = this.#binary(0, depth)
    if (this.next !== '?') return condition
    this.#at++
    const yes = this.ternary(depth + 1)
    this.#take(':')
    const no = this.ternary(depth)
    return (n) => (condition(n) !== 0 ? yes(n) : no(n))
  }

  #binary(level: number, depth: number): PluralRule {
    const operators = levels[level]
    if (operators === undefined) return this.#operand(depth)
    let left = this.#binary(level + 1, depth)
    for (let operator = operators.get(this.next); operator !== undefined; operator = operators.get(this.next)) {
      this.#at++
      left = operator(left, this.#binary(level + 1, depth))
    }
    return left
  }

  #operand(depth: number): PluralRule {
    let negations = 0
    for (; this.next === '!'; this.#at++) negations++
    const operand = this.#atom(depth)
    if (negations === 0) return operand
    const zero = negations % 2
    return (n) => one((operand(n) === 0) === (zero === 1))
  }

  #atom(depth: number): PluralRule {
    const token = this.next
    this.#at++
    if (token === 'n') return (n) => n
    if (token === '(') {
      const inner = this.ternary(depth + 1)
      this.#take(')')
      return inner
    }
    if (!/^\d/.test(token)) {
      throw new PluralSyntaxProblem(token === '' ? 'it ends too early' : `'${token}' is not expected there`)
    }
    const number = Number(token)
    return () => number
  }

  #take(token: string): void {
    if (this.next !== token) throw new PluralSyntaxProblem(`a '${token}' is missing`)
    this.#at++
  }
}

/** A count as a rule takes it. Of a very large one the last digits stay as they are, on which rules depend. */
export function pluralCount(count: number | bigint): number {
  if (typeof count === 'number') return count
  const size = count < 0n ? -count : count
  const near = size <= 9_007_199_254_740_991n ? Number(size) : Number(size % 1_000_000n) + 1_000_000
  return count < 0n ? -near : near
}
