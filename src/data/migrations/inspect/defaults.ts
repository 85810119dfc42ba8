import { Cast, Func, fieldFromState, field as fields, Now, Value } from '../../orm/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { call, plain, quoted, record } from '../files/layout.ts'
import { checkContext, inOneLine } from './checks.ts'
import { type FieldDraft, type ModelDraft, valueTypeOf, Written } from './draft.ts'
import { expressionOf } from './expressions.ts'
import { literalValue, withoutCasts } from './literals.ts'
import { parseSql, type SqlExpression } from './sql-expression.ts'

/** Functions that give the moment of a statement or of its transaction. */
const moments = new Set([
  'current_timestamp',
  'now',
  'transaction_timestamp',
  'statement_timestamp',
  'localtimestamp',
  'sysdate',
])

const days = new Set(['current_date', 'curdate'])

/** Says what the database gives a column that is not written: a value, an expression, or a note. */
export function addDefault(field: FieldDraft, database: DatabaseName): void {
  const { column } = field
  if (column === null || column.generated !== null) return
  const counted = column.identity && field.options['primaryKey'] !== true
  if (counted && column.default === null)
    field.notes.push('The database counts it up, which it does for keys alone here: rows have to give a number.')
  if (column.default === null || (column.identity && !counted)) return
  const parsed = parseSql(column.default, database)
  const found = parsed === null ? undefined : defaultOf(field, parsed, database)
  if (found === null) return
  if (found === undefined)
    field.notes.push(`The database gives it a default that models cannot say: ${inOneLine(column.default)}`)
  // The types of a relation take a default of the program's alone.
  else if (field.to !== null) addToRelation(field, found)
  else field.options['dbDefault'] = found
}

function addToRelation(field: FieldDraft, found: unknown): void {
  if (!(found instanceof Written)) field.options['default'] = found
  else field.notes.push('The database gives it a default that relations cannot say.')
}

/** Null for the default that every column has; undefined for one that cannot be said. */
function defaultOf(draft: FieldDraft, sql: SqlExpression, database: DatabaseName): unknown {
  const type = valueTypeOf(draft)
  // SQLite takes what stands in double quotes for a text.
  const literal = withoutCasts(sql)
  const isText = database === 'sqlite' && literal.kind === 'column'
  const value = literalValue(type, isText ? { kind: 'text', value: literal.name } : sql)
  if (value === null) return null
  if (value !== undefined && !isValue(draft, type, value)) return undefined
  // A document may have any names in it, those of a draft too.
  if (type === 'json' && value !== undefined) return new Written(value, plain(value), [])
  if (value !== undefined) return value
  if (literal.kind !== 'call') return undefined
  if (moments.has(literal.name) && type === 'datetime') return new Written(Now(), call('Now'), ['Now'])
  // SQLite would take the day for a number.
  if (days.has(literal.name) && type === 'date' && database !== 'sqlite')
    return new Written(Cast(Now(), fields.date()), call('Cast', call('Now'), 'field.date()'), ['Cast', 'Now'])
  if (moments.has(literal.name) || days.has(literal.name)) return undefined
  return functionOf(type, literal)
}

/** Whether the field itself takes the value. */
function isValue({ options, to }: FieldDraft, type: string, value: unknown): boolean {
  const { choices } = options
  if (Array.isArray(choices) && !choices.includes(value)) return false
  if (to !== null) return true
  const limits = Object.fromEntries(Object.entries(options).filter(([name]) => /^max|^decimal/.test(name)))
  if (type === 'array') return true
  try {
    fieldFromState({ type, options: { ...limits, blank: true } }).validate(value)
    return true
  } catch {
    return false
  }
}

/** What a function without a column gives: a fresh UUID, the next number. */
const outputs = new Set(['uuid', 'char', 'text', 'integer', 'smallInteger', 'bigInteger', 'float'])

function functionOf(type: string, { name, of }: Extract<SqlExpression, { kind: 'call' }>): Written | undefined {
  if (!outputs.has(type) || !/^[a-z_][a-z0-9_]*$/.test(name)) return undefined
  const values = of.map((each) => {
    const literal = withoutCasts(each)
    if (literal.kind === 'text')
      return new Written(Value(literal.value), call('Value', quoted(literal.value)), ['Value'])
    return literal.kind === 'number' ? new Written(Number(literal.digits), literal.digits, []) : null
  })
  if (values.includes(null)) return undefined
  const known = values as Written[]
  const kind = type === 'char' ? 'text' : type
  const output = fieldFromState({ type: kind, options: {} })
  const value = Func(name.toUpperCase(), ...(known.map((each) => each.value) as never[]), { output } as never)
  const source = call(
    'Func',
    quoted(name.toUpperCase()),
    ...known.map((each) => each.source),
    record([['output', call(`field.${kind}`)]]),
  )
  return new Written(value, source, ['Func', ...known.flatMap(({ uses }) => uses)])
}

/** Makes a field of a column that the database computes. */
export function addComputed(model: ModelDraft, field: FieldDraft, database: DatabaseName): void {
  const { column } = field
  if (column === null || column.generated === null) return
  const { find } = checkContext(model, database)
  const parsed = column.expression === null ? null : parseSql(column.expression, database)
  let expression = parsed === null ? null : expressionOf(parsed, find)
  if (expression === null) {
    field.notes.push(
      `The database computes it as ${inOneLine(column.expression ?? 'it likes')}, for which the ORM has no words: Value(null) stands in their place.`,
    )
    expression = new Written(Value(null), call('Value', 'null'), ['Value'])
  }
  const { type } = field
  const { comment, column: named, ...options } = field.options
  field.type = 'generated'
  field.options = {
    expression,
    output: {
      ...field,
      type,
      options: column.null ? { ...options, null: true } : options,
      notes: [],
    } satisfies FieldDraft,
    stored: column.generated === 'stored',
    ...(named !== undefined && { column: named }),
    ...(comment !== undefined && { comment }),
  }
}
