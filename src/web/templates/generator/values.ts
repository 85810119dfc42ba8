import type { AppliedFilter, Expression, Literal, Variable } from '../expression.ts'
import { ambiguousNames } from '../runtime/lookup.ts'
import { ScopeWriter } from './scopes.ts'

/**
 * How an expression whose variable does not exist is to be read: as the engine's `stringIfInvalid` ('print', 'value'), or as null.
 * In strict mode it is an error, but for 'null'.
 */
export type Missing = 'print' | 'value' | 'list' | 'null'

/** Filters that a variable which does not exist may go into in strict mode, because that is what they are for. */
const forgiving: ReadonlySet<string> = new Set(['default', 'default_if_none'])

/** Turns variables, literals and filters into JavaScript that gives their value. */
export class ValueWriter extends ScopeWriter {
  /** The block that the function is for. */
  protected block: string | null = null

  /** Whether `block` means the block being written. */
  protected isBlock(): boolean {
    return this.block !== null && !this.isBound('block')
  }

  /** The text of the block that this one overrides. */
  protected parentBlock(): string {
    return this.#parentBlockBy(this.variant.asynchronous ? 'await h_parentBlock' : 'h_parentBlock')
  }

  #parentBlockBy(call: string): string {
    return `${call}(${this.scope()}, f, ${JSON.stringify(this.block)}, i, ${this.autoescape})`
  }

  /** A variable's value, undefined where there is none. */
  variable(variable: Variable): string {
    const field = this.loopField(variable.path)
    if (field !== null) return field
    if (variable.path[0] === 'block' && variable.path.length === 2 && this.isBlock()) {
      if (variable.path[1] === 'super') {
        return `h_markSafe(${this.variant.streaming ? this.#parentBlockBy('await h_heldParentBlock') : this.parentBlock()})`
      }
      if (variable.path[1] === 'name') return JSON.stringify(this.block)
    }
    let code = this.named(variable.path[0]!)
    for (const step of variable.path.slice(1)) {
      const base = code
      const key = JSON.stringify(step)
      if (ambiguousNames.has(step)) {
        code = this.variant.asynchronous ? `(await h_getLater(${base}, ${key}, f))` : `h_get(${base}, ${key}, f)`
        continue
      }
      const object = this.temporary()
      if (!this.variant.asynchronous) {
        code = `h_step(${object} = ${base}, ${object}?.[${key}], ${key}, f)`
        continue
      }
      const value = this.temporary()
      code =
        `(typeof (${value} = (${object} = ${base})?.[${key}]) !== 'function' && ${value} !== undefined ? ${value} : ` +
        `h_isPending(${object}) ? await h_getLater(${object}, ${key}, f) : h_get(${object}, ${key}, f))`
    }
    return code
  }

  #literal(literal: Literal, plain: boolean): string {
    if (typeof literal.value === 'bigint') return `${literal.value}n`
    if (typeof literal.value === 'number') return `(${literal.value})`
    if (literal.translated) {
      const text = `h_translated(${JSON.stringify(literal.value)}, ${this.environment})`
      return plain ? text : `h_markSafe(${text})`
    }
    if (plain) return JSON.stringify(literal.value)
    return this.safeText(literal.value)
  }

  /**
   * An expression's value. `missing` says what a variable that does not exist gives: the engine's `stringIfInvalid`
   * ('print', 'value') or null. With `plain`, quoted text is a plain string instead of a safe one.
   */
  value(expression: Expression, missing: Missing, plain = false): string {
    const { base, filters } = expression
    let code: string
    let invalid: string | null = null
    if (base.kind === 'literal') code = this.#literal(base, plain && filters.length === 0)
    else {
      code = this.variable(base)
      if (this.variant.asynchronous) code = this.settled(code)
      if (this.options.strict && missing !== 'null') return this.#strictly(base, code, filters, missing)
      if (missing === 'null' || missing === 'list') code = `(${code} ?? null)`
      else if (this.options.stringIfInvalid !== '') {
        invalid = this.missing(base.name)
      } else if (missing === 'value' && filters.length === 0) {
        const t = this.temporary()
        code = `((${t} = ${code}) === undefined ? '' : ${t})`
      }
    }
    if (invalid === null) return this.#filtered(code, filters)
    const t = this.temporary()
    return `((${t} = ${code}) === undefined ? ${invalid} : ${this.#filtered(t, filters)})`
  }

  #strictly(base: Variable, code: string, filters: readonly AppliedFilter[], missing: Missing): string {
    const t = this.temporary()
    const otherwise = missing === 'list' ? 'null' : "''"
    const unknown = forgiving.has(filters[0]?.name ?? '')
      ? otherwise
      : `h_unknown(${this.constant(base)}, ${this.unread(base.path[0]!)}, ${this.context}, ${JSON.stringify(this.boundNames())}) ?? ${otherwise}`
    return `((${t} = ${code}) === undefined && (${t} = ${unknown}), ${this.#filtered(t, filters)})`
  }

  #filtered(code: string, filters: readonly AppliedFilter[]): string {
    let value = code
    for (const applied of filters) {
      const { filter, argument } = applied
      let given = 'undefined'
      if (argument?.kind === 'literal') given = this.#literal(argument, !filter.raw)
      else if (argument?.kind === 'variable') {
        const read = this.settled(this.variable(argument))
        given = `h_argument(${read}, ${JSON.stringify(argument.name)}, ${filter.raw}, ${this.environment})`
      }
      value = `h_filter(${this.constant(filter)}, ${value}, ${given}, ${this.environment})`
      if (this.variant.asynchronous) value = this.settled(value)
    }
    return value
  }

  /** What a variable that does not exist prints, as JavaScript. */
  missing(name: string): string {
    return JSON.stringify(this.options.stringIfInvalid.replaceAll('%s', name))
  }
}
