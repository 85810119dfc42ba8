import type { CallOptions, Expression, Field, FieldState, ModelInfo } from '../../query/index.ts'
import { entriesOf } from '../arguments.ts'
import { ormErrors } from '../errors.ts'
import { CallRuntime, CastRuntime } from '../expressions/call.ts'
import { CaseRuntime, Condition, WhenRuntime } from '../expressions/conditional.ts'
import { Arithmetic, ExpressionRuntime, OrderRuntime, Output, PathExpression, ValueExpression } from '../expressions.ts'
import { fieldFromState } from '../fields/from-state.ts'
import { Slots } from '../paths.ts'
import { QRuntime } from '../q.ts'
import { Resolver } from '../resolve.ts'
import { asKey } from '../walk.ts'

/** Conditions as plain data: lookups as they are written, a `Q` as a list: `['or', { a: 1 }, ['not', { b: 2 }]]`. */
export type ConditionState = Readonly<Record<string, unknown>> | readonly unknown[]

/** An expression as plain data. */
export type ExpressionState =
  | { readonly path: string }
  | { readonly value: unknown }
  | { readonly operator: string; readonly left: ExpressionState; readonly right: ExpressionState }
  | {
      readonly call: string
      readonly of: readonly ExpressionState[]
      readonly options?: CallOptions
      readonly output?: FieldState
    }
  | { readonly cast: ExpressionState; readonly output: FieldState }
  | { readonly as: ExpressionState; readonly output: FieldState }
  | { readonly holds: ConditionState }
  | {
      readonly case: readonly { readonly when: ConditionState; readonly then: ExpressionState }[]
      readonly otherwise?: ExpressionState
    }
  | { readonly order: ExpressionState; readonly descending: boolean; readonly nulls?: 'first' | 'last' }

/** What marks an expression among the values of lookups. */
const marker = '$expression'

/** A condition of a rule as plain data: what a migration writes down. */
export function conditionState(info: ModelInfo, condition: object): ConditionState {
  if (Array.isArray(condition)) return condition
  if (condition instanceof QRuntime) {
    const parts = condition.parts.map((part) => conditionState(info, part))
    return condition.kind === 'and' && parts.length === 1 ? parts[0]! : [condition.kind, ...parts]
  }
  if (condition instanceof ExpressionRuntime) return ['holds', expressionState(info, condition)]
  return Object.fromEntries(entriesOf(condition).map(([path, value]) => [path, plain(info, value)]))
}

/** An expression of a rule as plain data. */
export function expressionState(info: ModelInfo, given: object): ExpressionState {
  const of = (each: object) => expressionState(info, each)
  if (given instanceof OrderRuntime) {
    const { descending, nulls } = given
    if (!descending && nulls === null) return of(given.expression)
    return { order: of(given.expression), descending, ...(nulls !== null && { nulls }) }
  }
  if (given instanceof PathExpression) return { path: given.path }
  if (given instanceof ValueExpression) return { value: plain(info, given.value) }
  if (given instanceof Arithmetic) return { operator: given.operator, left: of(given.left), right: of(given.right) }
  if (given instanceof Output) return { as: of(given.of), output: essence(given.field) }
  if (given instanceof CastRuntime) return { cast: of(given.of), output: essence(given.field) }
  if (given instanceof Condition) return { holds: conditionState(info, given.condition) }
  if (given instanceof CaseRuntime)
    return {
      case: given.branches.map(({ condition, value }) => ({ when: conditionState(info, condition), then: of(value) })),
      ...(given.otherwise !== null && { otherwise: of(given.otherwise) }),
    }
  if (given instanceof CallRuntime) {
    const output = outputOf(info, given)
    return {
      call: given.function,
      of: given.of.map(of),
      ...(Object.keys(given.options).length > 0 && { options: given.options }),
      ...(output !== null && { output: essence(output) }),
    }
  }
  if (given instanceof ExpressionRuntime)
    throw ormErrors.BAD_RULE({
      model: info.name,
      rule: 'An expression',
      problem: `a migration cannot write down a ${given.constructor.name}.`,
    })
  return given as ExpressionState
}

/** The kind of a function's result, where its arguments do not say it already. */
function outputOf(info: ModelInfo, call: CallRuntime): Field | null {
  if (call.result === null) return null
  const made = new Resolver(info, new Slots(null)).expression(call, null, null) as Extract<Expression, { kind: 'call' }>
  return made.of.some(({ output }) => output === made.output) ? null : made.output
}

const essential = new Set(['maxLength', 'maxDigits', 'decimalPlaces', 'of', 'size'])

/** What of a field decides how the database sees its values. */
function essence(field: Field): FieldState {
  const { type, options } = field.deconstruct()
  return { type, options: Object.fromEntries(Object.entries(options).filter(([name]) => essential.has(name))) }
}

/** A value that may be, or hold, an expression, as plain data. */
export function valueState(info: ModelInfo, given: unknown): unknown {
  return plain(info, given)
}

function plain(info: ModelInfo, given: unknown): unknown {
  if (given instanceof ExpressionRuntime) return { [marker]: expressionState(info, given) }
  const value = asKey(given)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Set) return [...value].map((each) => plain(info, each))
  if (Array.isArray(value)) return value.map((each) => plain(info, each))
  if (typeof value !== 'object' || value === null) return value
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(info, inner)]))
}

// ---- the way back --------------------------------------------------------------------------------------------------

/** The condition that plain data describes. */
export function conditionFromState(state: object): object {
  if (Array.isArray(state)) {
    const [kind, ...parts] = state as [QRuntime['kind'] | 'holds', ...object[]]
    if (kind === 'holds') return expressionFromState(parts[0] as ExpressionState) as object
    return new QRuntime(kind, parts.map(conditionFromState))
  }
  if (state instanceof QRuntime || state instanceof ExpressionRuntime) return state
  return Object.fromEntries(Object.entries(state).map(([path, value]) => [path, valueFromState(value)]))
}

/** The expression that stands in the place of a value; null for any other value. */
export function expressionIn(value: unknown): ExpressionState | null {
  return typeof value === 'object' && value !== null && marker in value ? (value[marker] as ExpressionState) : null
}

/** The value, or the expression, that plain data describes. */
export function valueFromState(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(valueFromState)
  if (typeof value !== 'object' || value === null || !(marker in value)) return value
  return expressionFromState(value[marker] as ExpressionState)
}

/** The expression that plain data describes. */
export function expressionFromState(state: object): ExpressionRuntime | OrderRuntime {
  if (state instanceof ExpressionRuntime || state instanceof OrderRuntime) return state
  const given = state as ExpressionState
  const of = (each: ExpressionState) => expressionFromState(each) as ExpressionRuntime
  if ('path' in given) return new PathExpression(given.path)
  if ('value' in given) return new ValueExpression(given.value)
  if ('operator' in given) return new Arithmetic(given.operator as never, of(given.left), of(given.right))
  if ('call' in given)
    return new CallRuntime(
      given.call,
      given.of.map(of),
      given.output === undefined ? null : fieldFromState(given.output),
      given.options,
    )
  if ('cast' in given) return new CastRuntime(of(given.cast), fieldFromState(given.output))
  if ('as' in given) return new Output(of(given.as), fieldFromState(given.output))
  if ('holds' in given) return new Condition(conditionFromState(given.holds))
  if ('order' in given) return new OrderRuntime(of(given.order), given.descending, given.nulls ?? null)
  return new CaseRuntime(
    given.case.map(({ when, then }) => new WhenRuntime(conditionFromState(when), of(then))),
    given.otherwise === undefined ? null : of(given.otherwise),
  )
}

// ---- what a rule speaks of, and other names for it -----------------------------------------------------------------

/** Every path in a condition or an expression, with the steps and lookups behind it. */
export function pathsInState(state: unknown): string[] {
  const found: string[] = []
  mapPaths(state, (path) => {
    found.push(path)
    return path
  })
  return found
}

/** The same condition or expression with other paths. */
export function mapPaths<S>(state: S, change: (path: string) => string): S {
  return mapped(state, change, Array.isArray(state) || !isExpressionState(state)) as S
}

const expressionKeys = ['path', 'value', 'operator', 'call', 'cast', 'as', 'holds', 'case', 'order']

function isExpressionState(state: unknown): boolean {
  return typeof state === 'object' && state !== null && expressionKeys.some((key) => key in state)
}

function mapped(state: unknown, change: (path: string) => string, isCondition: boolean): unknown {
  if (typeof state !== 'object' || state === null) return state
  if (isCondition) {
    if (Array.isArray(state)) {
      const [kind, ...parts] = state
      return [kind, ...parts.map((part) => mapped(part, change, kind !== 'holds'))]
    }
    const value = (each: unknown): unknown =>
      typeof each === 'object' && each !== null && marker in each
        ? { [marker]: mapped(each[marker], change, false) }
        : Array.isArray(each)
          ? each.map(value)
          : each
    return Object.fromEntries(Object.entries(state).map(([path, each]) => [change(path), value(each)]))
  }
  const inner = (key: string, each: unknown): unknown => {
    if (key === 'path') return change(each as string)
    if (key === 'holds' || key === 'when') return mapped(each, change, true)
    if (key === 'of' || key === 'case') return (each as unknown[]).map((item) => mapped(item, change, false))
    return ['left', 'right', 'cast', 'as', 'then', 'otherwise', 'order'].includes(key)
      ? mapped(each, change, false)
      : each
  }
  return Object.fromEntries(Object.entries(state).map(([key, each]) => [key, inner(key, each)]))
}
