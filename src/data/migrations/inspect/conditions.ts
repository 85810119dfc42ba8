import { F, fieldFromState, Q } from '../../orm/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { call, method, plain, quoted, record, type Source } from '../files/layout.ts'
import { type FieldDraft, pathOf, valueTypeOf, Written } from './draft.ts'
import { columnIn, type FieldFinder } from './expressions.ts'
import { literalValue } from './literals.ts'
import { parseSql, type SqlExpression } from './sql-expression.ts'

/** A condition as the ORM has it, before it is written. */
type Condition =
  | { readonly kind: 'lookups'; readonly lookups: ReadonlyMap<string, unknown> }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }

/** How a condition is read. */
export interface ConditionContext {
  readonly find: FieldFinder
  readonly database: DatabaseName
  /** Of a check, a row passes where the condition is unknown; of a partial index it does not. */
  readonly unknownPasses: boolean
}

/**
 * The condition of a check or of a partial index as lookups or a `Q`: comparisons, IN, BETWEEN, IS NULL, joined with AND, OR
 * and NOT. Null for what says more.
 */
export function conditionOf(sql: string, context: ConditionContext): Written | null {
  const parsed = parseSql(sql, context.database)
  const condition = parsed === null ? null : read(parsed, context)
  return condition === null ? null : written(condition)
}

/** The values of `column IN (…)`, where that is all that the condition says. */
export function choicesIn(
  sql: string,
  { find, database }: ConditionContext,
): { field: FieldDraft; values: unknown[] } | null {
  const parsed = parseSql(sql, database)
  if (parsed?.kind !== 'in' || parsed.not) return null
  const field = columnIn(parsed.of, find)
  if (field === undefined) return null
  const values = parsed.items.map((item) => literal(field, item, find, database))
  const kind = typeof values[0]
  const plainOnes = (kind === 'string' || kind === 'number') && values.every((value) => typeof value === kind)
  return plainOnes ? { field, values: [...new Set(values)] } : null
}

// ---- reading -------------------------------------------------------------------------------------------------------

const lookup: Readonly<Record<string, string>> = { '=': '', '<': '__lt', '<=': '__lte', '>': '__gt', '>=': '__gte' }
const turned: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

function read(sql: SqlExpression, context: ConditionContext): Condition | null {
  const { find, database, unknownPasses } = context
  if (sql.kind === 'and' || sql.kind === 'or') {
    const of = sql.of.map((each) => read(each, context))
    return of.includes(null) ? null : joined(sql.kind, of as Condition[])
  }
  if (sql.kind === 'column') {
    const field = find(sql.name)
    return field !== undefined && valueTypeOf(field) === 'boolean' ? single(pathOf(field), true) : null
  }
  if (sql.kind === 'not') {
    const field = columnIn(sql.of, find)
    if (field !== undefined && valueTypeOf(field) === 'boolean') return single(pathOf(field), false)
    const of = read(sql.of, context)
    return of === null || (!unknownPasses && hasNulls(sql.of, find)) ? null : { kind: 'not', of }
  }
  if (sql.kind === 'is') {
    const field = columnIn(sql.of, find)
    if (field === undefined) return null
    if (sql.what === 'null') return single(`${field.property}__isnull`, !sql.not)
    const simple = valueTypeOf(field) === 'boolean' && !sql.not && field.column?.null === false
    return simple ? single(pathOf(field), sql.what === 'true') : null
  }
  if (sql.kind === 'in') {
    const field = columnIn(sql.of, find)
    const values = field === undefined ? [] : sql.items.map((item) => literal(field, item, find, database))
    if (field === undefined || values.length === 0 || values.some(isNothing)) return null
    const condition = single(`${pathOf(field)}__in`, values)
    return sql.not ? denied(condition, [field], context) : condition
  }
  if (sql.kind === 'between') {
    const field = columnIn(sql.of, find)
    if (field === undefined || valueTypeOf(field) === 'boolean') return null
    const ends = [sql.low, sql.high].map((end) => literal(field, end, find, database))
    if (ends.some(isNothing)) return null
    const condition = single(`${pathOf(field)}__range`, ends)
    return sql.not ? denied(condition, [field], context) : condition
  }
  return sql.kind === 'operator' ? compared(sql, context) : null
}

function compared(
  { operator, left, right }: Extract<SqlExpression, { kind: 'operator' }>,
  context: ConditionContext,
): Condition | null {
  const { find, database } = context
  const field = columnIn(left, find)
  if (field === undefined) {
    const swapped = columnIn(right, find) !== undefined
    return swapped
      ? compared({ kind: 'operator', operator: turned[operator] ?? operator, left: right, right: left }, context)
      : null
  }
  const ending = lookup[operator === '<>' ? '=' : operator]
  const type = valueTypeOf(field)
  // What the types of lookups know no order of.
  if (ending === undefined || (ending !== '' && unordered.has(type)) || type === 'json' || type === 'binary')
    return null
  const other = columnIn(right, find)
  if (other !== undefined && (kindOf(valueTypeOf(other)) !== kindOf(type) || hasChoices(field) || hasChoices(other)))
    return null
  const value =
    other === undefined
      ? literal(field, right, find, database)
      : new Written(F(pathOf(other)), call('F', quoted(pathOf(other))), ['F'])
  if (isNothing(value)) return null
  const condition = single(pathOf(field) + ending, value)
  return operator === '<>' ? denied(condition, [field, ...(other === undefined ? [] : [other])], context) : condition
}

const unordered = new Set(['boolean', 'array', 'searchVector'])
const kinds: readonly (readonly [kind: string, types: RegExp])[] = [
  ['number', /^(?:auto|bigAuto|integer|smallInteger|positiveInteger|positiveSmallInteger|float)$/],
  ['bigint', /^(?:b|positiveB)igInteger$/],
  ['text', /^(?:char|text|slug|email|url)$/],
]

/** Columns of one kind may be compared with each other. */
function kindOf(type: string): string {
  return kinds.find(([, types]) => types.test(type))?.[0] ?? type
}

const hasChoices = ({ options }: FieldDraft) => options['choices'] !== undefined

const isNothing = (value: unknown) => value === undefined || value === null

/** A literal that the field may have; undefined where it may not, or where it is none. */
function literal(field: FieldDraft, sql: SqlExpression, find: FieldFinder, database: DatabaseName): unknown {
  // SQLite takes what stands in double quotes and is no column for a text.
  const isText = database === 'sqlite' && sql.kind === 'column' && sql.quoted && find(sql.name) === undefined
  const value = literalValue(valueTypeOf(field), isText ? { kind: 'text', value: sql.name } : sql)
  const { choices } = field.options
  if (Array.isArray(choices) && !choices.includes(value)) return undefined
  return isNothing(value) || takes(field, value) ? value : undefined
}

/** Whether a lookup of the field takes the value: the database compares a whole number with a fraction, and a day with any text. */
function takes(field: FieldDraft, value: unknown): boolean {
  const digits = Object.entries(field.options).filter(([name]) => /^max|^decimal/.test(name))
  try {
    fieldFromState({ type: valueTypeOf(field), options: Object.fromEntries(digits) }).clean(value)
    return true
  } catch {
    return false
  }
}

/** `<>`, `NOT IN`: of columns that may be null, an index's condition says that they are not. */
function denied(condition: Condition, fields: readonly FieldDraft[], { unknownPasses }: ConditionContext): Condition {
  const no: Condition = { kind: 'not', of: condition }
  const open = unknownPasses ? [] : fields.filter(({ column }) => column?.null !== false)
  return open.length === 0
    ? no
    : joined('and', [...open.map(({ property }) => single(`${property}__isnull`, false)), no])
}

function hasNulls(sql: SqlExpression, find: FieldFinder): boolean {
  if (sql.kind === 'column') return find(sql.name)?.column?.null !== false
  return Object.values(sql).some((part: unknown) =>
    (Array.isArray(part) ? part : [part]).some(
      (each: unknown) => typeof each === 'object' && each !== null && hasNulls(each as SqlExpression, find),
    ),
  )
}

function single(path: string, value: unknown): Condition {
  return { kind: 'lookups', lookups: new Map([[path, value]]) }
}

/** Lookups that are joined with and stand in one object where no path stands twice. */
function joined(kind: 'and' | 'or', of: readonly Condition[]): Condition {
  if (kind === 'or') return { kind, of }
  const parts: Condition[] = []
  for (const each of of) {
    const last = parts.at(-1)
    const fits =
      last?.kind === 'lookups' &&
      each.kind === 'lookups' &&
      ![...each.lookups.keys()].some((path) => last.lookups.has(path))
    if (fits) parts[parts.length - 1] = { kind: 'lookups', lookups: new Map([...last.lookups, ...each.lookups]) }
    else parts.push(each)
  }
  return parts.length === 1 ? parts[0]! : { kind, of: parts }
}

// ---- writing -------------------------------------------------------------------------------------------------------

interface Joinable {
  and(other: object): object
  or(other: object): object
  not(): object
}

function written(condition: Condition): Written {
  if (condition.kind === 'lookups') {
    const entries = [...condition.lookups]
    const value = Object.fromEntries(entries.map(([path, each]) => [path, each instanceof Written ? each.value : each]))
    const source = record(entries.map(([path, each]) => [path, each instanceof Written ? each.source : plain(each)]))
    return new Written(
      value,
      source,
      entries.flatMap(([, each]) => (each instanceof Written ? each.uses : [])),
    )
  }
  if (condition.kind === 'not') {
    const of = asQ(condition.of)
    return new Written((of.value as Joinable).not(), method(of.source, 'not'), of.uses)
  }
  const [first, ...others] = condition.of
  let { value, source, uses } = asQ(first!)
  for (const each of others) {
    const next = written(each)
    value = (value as Joinable)[condition.kind](next.value as object)
    source = method(source, condition.kind, next.source)
    uses = [...uses, ...next.uses]
  }
  return new Written(value, source, uses)
}

/** A condition that has `and`, `or` and `not`. */
function asQ(condition: Condition): Written {
  const made = written(condition)
  if (condition.kind !== 'lookups') return made
  return new Written(Q(made.value as object), call('Q', made.source as Source), ['Q', ...made.uses])
}
