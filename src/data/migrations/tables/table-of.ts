import type { FieldState } from '../../query/index.ts'
import { type ColumnSchema, conditionSql, type IndexSchema, indexName, type TableSchema } from '../../sql/index.ts'
import { migrationErrors } from '../errors.ts'
import { keyOf, labelOf, type ModelState, type ProjectState } from '../state.ts'
import { fieldOf, hasColumn, keyFieldOf, pointsAtOne, targetOf, valueField } from './fields.ts'
import { columnName, linkTableName, tableName } from './names.ts'

/** The column of a property. */
export function columnOf(state: ProjectState, model: ModelState, property: string): ColumnSchema {
  const field = model.fields[property]!
  const name = columnName(property, field)
  const primaryKey = field.options.primaryKey === true
  const made = fieldOf(field)
  const values = valueField(state, model, property, field)
  const type = pointsAtOne(field) ? relatedType(values) : made.columnType('sqlite')
  if (type === null || type === undefined)
    throw migrationErrors.BAD_FIELD_TYPE({ field: `${labelOf(model)}.${property}`, type: field.type })
  return {
    name,
    type,
    null: field.options.null === true && !primaryKey,
    unique: !primaryKey && (field.options.unique === true || field.type === 'oneToOne'),
    primaryKey,
    counts: primaryKey && (field.type === 'auto' || field.type === 'bigAuto'),
    references:
      pointsAtOne(field) && field.options.constraint !== false ? reference(state, model, property, field) : null,
    check: checkOf(name, type, field),
  }
}

function relatedType(key: object): string | null {
  const field = key as {
    relatedColumnType?: (database: 'sqlite') => string
    columnType(database: 'sqlite'): string | null
  }
  return field.relatedColumnType?.('sqlite') ?? field.columnType('sqlite')
}

function reference(state: ProjectState, model: ModelState, property: string, field: FieldState) {
  const target = targetOf(state, model, property, field)
  return { table: tableName(target), column: columnName(...keyFieldOf(target)) }
}

/** What SQLite does not check by the type alone, and Django has it check. */
function checkOf(column: string, type: string, field: FieldState): string | null {
  if (type.endsWith('unsigned')) return `"${column}" >= 0`
  if (field.type === 'json') return `(JSON_VALID("${column}") OR "${column}" IS NULL)`
  return null
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
export function tableOf(state: ProjectState, declared: ModelState): TableSchema {
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
      return { name: found.name, descending }
    })
  const condition = (where: string, lookups: Readonly<Record<string, unknown>> | undefined) =>
    lookups === undefined ? null : conditionSql(where, lookups, column, 'sqlite')

  const indexes: IndexSchema[] = []
  for (const group of options.uniqueTogether ?? []) {
    const columns = columnsOf(group, 'uniqueTogether')
    const names = columns.map((each) => each.name)
    indexes.push({ name: indexName(name, names, '_uniq'), columns, unique: true, condition: null })
  }
  for (const property of properties) {
    const field = model.fields[property]!
    if (!isIndexed(field)) continue
    const own = columnName(property, field)
    indexes.push({
      name: indexName(name, [own]),
      columns: [{ name: own, descending: false }],
      unique: false,
      condition: null,
    })
  }
  for (const index of options.indexes ?? []) {
    const where = `index ${index.name}`
    const columns = columnsOf(index.fields, where)
    indexes.push({ name: index.name, columns, unique: false, condition: condition(where, index.condition) })
  }
  const checks: { name: string; sql: string }[] = []
  for (const constraint of options.constraints ?? []) {
    const where = `constraint ${constraint.name}`
    if (constraint.kind === 'check') checks.push({ name: constraint.name, sql: condition(where, constraint.check)! })
    else {
      const columns = columnsOf(constraint.fields, where)
      indexes.push({ name: constraint.name, columns, unique: true, condition: condition(where, constraint.condition) })
    }
  }
  return { name, columns: properties.map((property) => columnOf(state, model, property)), indexes, checks }
}

/** `author_id` means the property `author`. */
function attributeOwner(model: ModelState, path: string): string {
  if (model.fields[path] !== undefined || !path.endsWith('_id')) return path
  const property = path.slice(0, -3)
  return model.fields[property] !== undefined && pointsAtOne(model.fields[property]) ? property : path
}

/** The link table of a many-to-many that names no model for it. */
export function linkTableOf(state: ProjectState, model: ModelState, property: string): TableSchema {
  const field = model.fields[property]!
  const target = targetOf(state, model, property, field)
  const name = linkTableName(model, property, field)
  const self = keyOf(model.app, model.name) === keyOf(target.app, target.name)
  const link = (end: ModelState, prefix: string): ColumnSchema => {
    const [key, keyField] = keyFieldOf(end)
    return {
      name: `${prefix}${end.name.toLowerCase()}_id`,
      type: relatedType(valueField(state, end, key, keyField))!,
      null: false,
      unique: false,
      primaryKey: false,
      counts: false,
      references: { table: tableName(end), column: columnName(key, keyField) },
      check: null,
    }
  }
  const ends = [link(model, self ? 'from_' : ''), link(target, self ? 'to_' : '')]
  const names = ends.map((end) => end.name)
  const plain = (column: string) => ({ name: column, descending: false })
  const id = { name: 'id', type: 'integer', null: false, unique: false, primaryKey: true, counts: true }
  return {
    name,
    columns: [{ ...id, references: null, check: null }, ...ends],
    indexes: [
      { name: indexName(name, names, '_uniq'), columns: names.map(plain), unique: true, condition: null },
      ...names.map((each) => ({
        name: indexName(name, [each]),
        columns: [plain(each)],
        unique: false,
        condition: null,
      })),
    ],
    checks: [],
  }
}

/** A model's tables: its own under '', and those of its many-to-many fields by property. Empty where it is not managed. */
export function tablesOf(state: ProjectState, model: ModelState): ReadonlyMap<string, TableSchema> {
  const tables = new Map<string, TableSchema>()
  if (model.options.managed === false) return tables
  tables.set('', tableOf(state, model))
  for (const [property, field] of Object.entries(model.fields))
    if (field.type === 'manyToMany' && field.options.through === undefined)
      tables.set(property, linkTableOf(state, model, property))
  return tables
}
