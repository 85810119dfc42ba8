import { expressionIn } from '../../orm/index.ts'
import type { DatabaseName, Field, FieldState, IndexInfo, UniqueInfo } from '../../query/index.ts'
import {
  type ColumnSchema,
  type IndexSchema,
  indexName,
  plainColumn,
  plainIndex,
  quote,
  schemaFacts,
  simpleConditionSql,
  type TableSchema,
} from '../../sql/index.ts'
import { migrationErrors } from '../errors.ts'
import { isProxy, keyOf, labelOf, type ModelState, type ProjectState } from '../state.ts'
import {
  concreteOf,
  fieldOf,
  hasColumn,
  keyFieldOf,
  pointsAtOne,
  referredField,
  storedValue,
  targetOf,
  valueField,
} from './fields.ts'
import { columnName, linkTableName, tableName } from './names.ts'
import { TableRules } from './rules.ts'

/** The column of a property. */
export function columnOf(
  state: ProjectState,
  model: ModelState,
  property: string,
  database: DatabaseName,
  rules = new TableRules(state, model, database),
): ColumnSchema {
  const field = model.fields[property]!
  const name = columnName(property, field)
  const primaryKey = field.options.primaryKey === true
  const made = fieldOf(field)
  const values = valueField(state, model, property, field)
  const type = pointsAtOne(field) ? relatedType(values, database) : made.columnType(database)
  if (type === null || type === undefined)
    throw migrationErrors.BAD_FIELD_TYPE({ field: `${labelOf(model)}.${property}`, type: field.type })
  return {
    ...plainColumn,
    name,
    type,
    null: (field.options.null === true || isNullable(made)) && !primaryKey,
    unique: !primaryKey && (field.options.unique === true || field.type === 'oneToOne'),
    primaryKey,
    counts: primaryKey && (field.type === 'auto' || field.type === 'bigAuto'),
    references:
      pointsAtOne(field) && field.options.constraint !== false ? reference(state, model, property, field) : null,
    check: checkOf(name, field, database),
    default: defaultOf(`${labelOf(model)}.${property}`, property, field, values, database, rules),
    generated:
      field.type === 'generated'
        ? {
            sql: rules.value(`The field '${property}'`, field.options.expression as object),
            stored: field.options.stored === true || !schemaFacts(database).virtualColumns,
          }
        : null,
    comment:
      schemaFacts(database).comments !== 'none' && typeof field.options.comment === 'string'
        ? field.options.comment
        : null,
  }
}

/** What a computed column may be follows from what it computes. */
function isNullable(field: object): boolean {
  return (field as { nullable?: boolean }).nullable === true
}

/** The value that the database gives, as SQL. */
function defaultOf(
  where: string,
  property: string,
  field: FieldState,
  values: Field,
  database: DatabaseName,
  rules: TableRules,
): string | null {
  const { dbDefault } = field.options
  if (dbDefault === undefined) return null
  const expression = expressionIn(dbDefault)
  if (expression !== null) return `(${rules.value(`The default of '${property}'`, expression)})`
  try {
    return schemaFacts(database).literal(storedValue(values, values.clean(dbDefault), database))
  } catch (cause) {
    throw migrationErrors.BAD_DEFAULT({ field: where, reason: (cause as Error).message }, { cause })
  }
}

function relatedType(key: object, database: DatabaseName): string | null {
  const field = key as {
    relatedColumnType?: (database: DatabaseName) => string
    columnType(database: DatabaseName): string | null
  }
  return field.relatedColumnType?.(database) ?? field.columnType(database)
}

function reference(state: ProjectState, model: ModelState, property: string, field: FieldState) {
  const target = concreteOf(state, targetOf(state, model, property, field))
  return { table: tableName(target), column: columnName(...referredField(target, field)) }
}

/** What a database does not check by the type alone, and Django has it check. */
function checkOf(column: string, field: FieldState, database: DatabaseName): string | null {
  if (field.type.startsWith('positive')) return `${quote(column)} >= 0`
  return field.type === 'json' ? schemaFacts(database).jsonCheck(column) : null
}

/** A column of its own index: declared, or a foreign key or slug, which have one unless they say `index: false`. */
function isIndexed(field: FieldState): boolean {
  if (field.options.unique === true || field.options.primaryKey === true || field.type === 'oneToOne') return false
  const { index } = field.options
  return index === true || (index !== false && (field.type === 'foreignKey' || field.type === 'slug'))
}

/** The model with the implicit key where no field is one: while a migration exchanges keys, and wherever none is written. */
function keyed(model: ModelState): ModelState {
  const [property, field] = keyFieldOf(model)
  return model.fields[property] === field ? model : { ...model, fields: { [property]: field, ...model.fields } }
}

/** A model's table as DDL needs it. */
export function tableOf(state: ProjectState, declared: ModelState, database: DatabaseName): TableSchema {
  const { longestName, richIndexes, partialIndexes, expressionIndexes } = schemaFacts(database)
  const model = keyed(declared)
  const name = tableName(model)
  const { options } = model
  const properties = Object.keys(model.fields).filter((property) => hasColumn(model.fields[property]!))
  const column = (path: string) => {
    const property = path === 'pk' ? keyFieldOf(model)[0] : attributeOwner(model, path)
    const field = model.fields[property]
    if (field === undefined || !hasColumn(field)) return undefined
    return { name: columnName(property, field), field: valueField(state, model, property, field) }
  }
  const columnsOf = (paths: readonly string[], operation: string) =>
    paths.map((path) => {
      const descending = path.startsWith('-')
      const found = column(descending ? path.slice(1) : path)
      if (found === undefined)
        throw migrationErrors.UNKNOWN_FIELD({ model: labelOf(model), field: path, operation, near: '' })
      return descending ? `${quote(found.name)} DESC` : quote(found.name)
    })
  const rules = new TableRules(state, model, database)
  const condition = (where: string, given: object | undefined) =>
    given === undefined ? null : (simpleConditionSql(given, column, database) ?? rules.condition(where, given))
  const named = (paths: readonly string[] = []) => paths.map((path) => column(path)?.name ?? path)

  const keysOf = (where: string, { fields, expressions = [], opclasses }: IndexInfo | UniqueInfo) => {
    const columns = columnsOf(fields, where)
    const classed = columns.map((each, i) => (richIndexes && opclasses?.[i] ? withClass(each, opclasses[i]) : each))
    return [...classed, ...expressions.map((each) => rules.expression(where, each))]
  }

  // As in Django, an index or a unique rule that the database does not know is not made: a check says so.
  const known = ({ condition: partial, expressions = [] }: IndexInfo | UniqueInfo) =>
    (partialIndexes || partial === undefined) && (expressionIndexes || expressions.length === 0)

  const indexes: IndexSchema[] = []
  for (const group of options.uniqueTogether ?? []) {
    const columns = columnsOf(group, 'uniqueTogether')
    const names = group.map((path) => column(path)!.name)
    indexes.push({ ...plainIndex, name: indexName(name, names, longestName, '_uniq'), columns, unique: true })
  }
  for (const property of properties) {
    const field = model.fields[property]!
    if (!isIndexed(field)) continue
    const own = columnName(property, field)
    indexes.push({ ...plainIndex, name: indexName(name, [own], longestName), columns: [quote(own)] })
  }
  for (const index of options.indexes ?? []) {
    if (!known(index)) continue
    const where = `index ${index.name}`
    indexes.push({
      ...plainIndex,
      name: index.name,
      columns: keysOf(where, index),
      condition: condition(where, index.condition),
      ...(richIndexes && { include: named(index.include), using: index.using ?? null }),
    })
  }
  const checks: { name: string; sql: string }[] = []
  for (const constraint of options.constraints ?? []) {
    const where = `constraint ${constraint.name}`
    if (constraint.kind === 'check') checks.push({ name: constraint.name, sql: condition(where, constraint.check)! })
    else if (known(constraint)) {
      const { deferrable = null, nullsDistinct = null, include } = constraint
      indexes.push({
        ...plainIndex,
        name: constraint.name,
        columns: keysOf(where, constraint),
        unique: true,
        condition: condition(where, constraint.condition),
        ...(richIndexes && { include: named(include), deferrable, nullsDistinct }),
      })
    }
  }
  const columns = properties.map((property) => columnOf(state, model, property, database, rules))
  return {
    name,
    columns,
    indexes,
    checks,
    comment: schemaFacts(database).comments !== 'none' ? (options.comment ?? null) : null,
  }
}

/** The operator class stands before the direction. */
function withClass(column: string, opclass: string): string {
  return column.endsWith(' DESC') ? `${column.slice(0, -5)} ${opclass} DESC` : `${column} ${opclass}`
}

/** `author_id` means the property `author`. */
function attributeOwner(model: ModelState, path: string): string {
  if (model.fields[path] !== undefined || !path.endsWith('_id')) return path
  const property = path.slice(0, -3)
  return model.fields[property] !== undefined && pointsAtOne(model.fields[property]) ? property : path
}

/** The link table of a many-to-many that names no model for it. */
export function linkTableOf(
  state: ProjectState,
  model: ModelState,
  property: string,
  database: DatabaseName,
): TableSchema {
  const { longestName } = schemaFacts(database)
  const field = model.fields[property]!
  const target = targetOf(state, model, property, field)
  const name = linkTableName(model, property, field)
  const self = keyOf(model.app, model.name) === keyOf(target.app, target.name)
  const link = (end: ModelState, prefix: string): ColumnSchema => {
    const concrete = concreteOf(state, end)
    const [key, keyField] = keyFieldOf(concrete)
    return {
      ...plainColumn,
      name: `${prefix}${end.name.toLowerCase()}_id`,
      type: relatedType(valueField(state, concrete, key, keyField), database)!,
      references: { table: tableName(concrete), column: columnName(key, keyField) },
    }
  }
  const ends = [link(model, self ? 'from_' : ''), link(target, self ? 'to_' : '')]
  const names = ends.map((end) => end.name)
  const type = fieldOf(keyFieldOf(keyless)[1]).columnType(database)!
  return {
    name,
    columns: [{ ...plainColumn, name: 'id', type, primaryKey: true, counts: true }, ...ends],
    indexes: [
      { ...plainIndex, name: indexName(name, names, longestName, '_uniq'), columns: names.map(quote), unique: true },
      ...names.map((each) => ({
        ...plainIndex,
        name: indexName(name, [each], longestName),
        columns: [quote(each)],
      })),
    ],
    checks: [],
    comment: null,
  }
}

/** A model without a field: its key is the implicit one, as a link table's is. */
const keyless: ModelState = { app: '', name: '', fields: {}, options: {} }

/** A model's tables: its own under '', and those of its many-to-many fields by property. Empty where it is not managed. */
export function tablesOf(
  state: ProjectState,
  model: ModelState,
  database: DatabaseName,
): ReadonlyMap<string, TableSchema> {
  const tables = new Map<string, TableSchema>()
  if (model.options.managed === false || isProxy(model)) return tables
  tables.set('', tableOf(state, model, database))
  for (const [property, field] of Object.entries(model.fields))
    if (field.type === 'manyToMany' && field.options.through === undefined)
      tables.set(property, linkTableOf(state, model, property, database))
  return tables
}
