import { parsePluralExpression } from '../catalog/plural.ts'

/** JavaScript that was written: for a number, or for a truth value. */
interface Code {
  readonly text: string
  readonly truth: boolean
}

/** What the code of a rule may call, where it divides: whole numbers rounded down, and a remainder like Python's. */
export const divisionHelpers =
  'const div=(a,b)=>b===0?NaN:Math.floor(a/b),mod=(a,b)=>{const r=a%b;return r!==0&&r<0!==b<0?r+b:r};'

/**
 * A plural expression as JavaScript that computes it, with `n` for the count: the same as `parsePluralExpression` gives as a function.
 * Every character is written here; of the expression itself only whole numbers come through. Throws a `PluralSyntaxProblem`.
 */
export function pluralCode(expression: string): string {
  parsePluralExpression(expression)
  const writer = new Writer(expression.match(/\d+|[<>=!]=|&&|\|\||[^\s]/g) ?? [])
  return number(writer.ternary())
}

const number = ({ text, truth }: Code) => (truth ? `(${text}?1:0)` : text)
const truth = ({ text, truth }: Code) => (truth ? text : `${text}!==0`)

type Write = (a: Code, b: Code) => Code
const compare =
  (operator: string): Write =>
  (a, b) => ({ text: `(${number(a)}${operator}${number(b)})`, truth: true })
const both =
  (operator: string): Write =>
  (a, b) => ({ text: `(${truth(a)}${operator}${truth(b)})`, truth: true })
const compute =
  (operator: string): Write =>
  (a, b) => ({ text: `(${number(a)}${operator}${number(b)})`, truth: false })
const call =
  (name: string): Write =>
  (a, b) => ({ text: `${name}(${number(a)},${number(b)})`, truth: false })

/** Operators of two operands, from the weakest to the strongest. */
const levels: readonly Readonly<Record<string, Write>>[] = [
  { '||': both('||') },
  { '&&': both('&&') },
  { '==': compare('==='), '!=': compare('!==') },
  { '<': compare('<'), '<=': compare('<='), '>': compare('>'), '>=': compare('>=') },
  { '+': compute('+'), '-': compute('-') },
  { '*': compute('*'), '/': call('div'), '%': call('mod') },
]

/** Writes an expression that is known to be right. */
class Writer {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  ternary(): Code {
    const condition = this.#binary(0)
    if (this.#tokens[this.#at] !== '?') return condition
    this.#at++
    const yes = this.ternary()
    this.#at++
    const no = this.ternary()
    return { text: `(${truth(condition)}?${number(yes)}:${number(no)})`, truth: false }
  }

  #binary(level: number): Code {
    const operators = levels[level]
    if (operators === undefined) return this.#operand()
    let left = this.#binary(level + 1)
    for (let write = this.#operator(operators); write !== undefined; write = this.#operator(operators)) {
      this.#at++
      left = write(left, this.#binary(level + 1))
    }
    return left
  }

  #operator(operators: Readonly<Record<string, Write>>): Write | undefined {
    const token = this.#tokens[this.#at]
    return token !== undefined && Object.hasOwn(operators, token) ? operators[token] : undefined
  }

  #operand(): Code {
    const token = this.#tokens[this.#at++]!
    if (token === '!') return { text: `!(${truth(this.#operand())})`, truth: true }
    if (token === 'n') return { text: 'n', truth: false }
    if (token === '(') {
      const inner = this.ternary()
      this.#at++
      return inner
    }
    return { text: String(Number(token)), truth: false }
  }
}
