import { valueHint } from './hints.ts'
import { type Filter, preparedFor } from './library.ts'

/** A value that is written in the template. Quoted text is HTML already, as in Django. */
export interface Literal {
  readonly kind: 'literal'
  readonly value: string | number | bigint
  /** True for `_("…")`, which is translated when it is rendered. */
  readonly translated: boolean
}

/** A name with dotted lookups. */
export interface Variable {
  readonly kind: 'variable'
  readonly name: string
  readonly path: readonly string[]
}

/** One filter of a chain. */
export interface AppliedFilter {
  readonly name: string
  readonly filter: Filter
  readonly argument: Literal | Variable | null
}

/** `variable|filter:argument|…`: what stands between `{{` and `}}`, and wherever a tag takes a value. */
export interface Expression {
  readonly base: Literal | Variable
  readonly filters: readonly AppliedFilter[]
  /** Offset in the source, for errors. */
  readonly position: number
}

/** Why a text is no expression, and at which of its characters. */
export interface ExpressionFault {
  readonly reason: string
  readonly at: number
}

const quoted = /"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'/
const constant = new RegExp(`_\\((?:${quoted.source})\\)|${quoted.source}`)
const word = '[\\p{L}\\p{N}\\p{Mn}\\p{Mc}_.]+|[-+.]?\\d[\\d.e]*'
const first = new RegExp(`(?<constant>${constant.source})|(?<variable>${word})`, 'uy')
const filter = new RegExp(
  `\\s*\\|\\s*(?<name>[\\p{L}\\p{N}_]+)(?::(?:(?<constant>${constant.source})|(?<variable>${word})))?`,
  'uy',
)
const integer = /^[-+]?\d+$/
const float = /^[-+]?(?:\d+\.\d+|\.\d+|\d+)(?:e[-+]?\d+)?$/i

/** Whether a word is a number, and which. */
function parseNumber(text: string): number | bigint | null {
  if (integer.test(text)) {
    const value = Number(text)
    return Number.isSafeInteger(value) ? value : BigInt(text)
  }
  return float.test(text) ? Number(text) : null
}

function parseConstant(text: string): Literal {
  const translated = text.startsWith('_(')
  const literal = translated ? text.slice(2, -1) : text
  const quote = literal[0]!
  const value = literal.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\')
  return { kind: 'literal', value, translated }
}

function parseWord(text: string): Literal | Variable | ExpressionFault {
  const number = parseNumber(text)
  if (number !== null) return { kind: 'literal', value: number, translated: false }
  if (!/^[\p{L}\p{N}\p{Mn}\p{Mc}_.]+$/u.test(text)) return { reason: `'${excerpt(text)}' is not a number`, at: 0 }
  if (text.startsWith('_') || text.includes('._')) {
    return { reason: `'${excerpt(text)}': names that start with an underscore are not reachable from templates`, at: 0 }
  }
  return { kind: 'variable', name: text, path: text.split('.') }
}

/** A name or a literal without filters. */
export function parseOperand(text: string): Literal | Variable | ExpressionFault {
  constantOnly.lastIndex = 0
  if (constantOnly.test(text)) return parseConstant(text)
  return parseWord(text)
}
const constantOnly = new RegExp(`^(?:${constant.source})$`)

/** A text as it stands in a message: the beginning of it, where it is long. */
function excerpt(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}

/** Reads an expression; `findFilter` gives the filter of a name or a reason why there is none. */
export function parseExpression(
  text: string,
  position: number,
  findFilter: (name: string, hasArgument: boolean) => Filter | string,
): Expression | ExpressionFault {
  first.lastIndex = 0
  const start = first.exec(text)
  if (start === null) {
    return {
      reason: text === '' ? 'There is no variable here' : `Could not read '${excerpt(text)}'${valueHint(text, true)}`,
      at: 0,
    }
  }
  const base = start.groups!['constant']
    ? parseConstant(start.groups!['constant'])
    : parseWord(start.groups!['variable']!)
  if ('reason' in base) return base
  const filters: AppliedFilter[] = []
  let at = first.lastIndex
  while (at < text.length) {
    filter.lastIndex = at
    const match = filter.exec(text)
    if (match === null) {
      const rest = text.slice(at)
      return { reason: `Could not read '${excerpt(rest)}' in '${excerpt(text)}'${valueHint(rest, false)}`, at }
    }
    const { name, constant: literal, variable } = match.groups as Record<string, string | undefined>
    let argument: Literal | Variable | null = null
    if (literal !== undefined) argument = parseConstant(literal)
    else if (variable !== undefined) {
      const parsed = parseWord(variable)
      if ('reason' in parsed) return { reason: parsed.reason, at }
      argument = parsed
    }
    const found = findFilter(name!, argument !== null)
    if (typeof found === 'string') return { reason: found, at: at + match[0].search(/[^\s|]/) }
    const fixed = argument?.kind === 'literal' && !argument.translated ? argument.value : null
    filters.push({ name: name!, filter: fixed === null ? found : preparedFor(found, fixed), argument })
    at = filter.lastIndex
  }
  return { base, filters, position }
}
