import type { ForeignKeyDescription, IndexDescription, TableDescription } from '../../drivers/index.ts'
import type { DatabaseName } from '../../query/index.ts'
import { indexName, schemaFacts } from '../../sql/index.ts'
import { method, quoted, record } from '../files/layout.ts'
import { checkContext, inOneLine } from './checks.ts'
import { conditionOf } from './conditions.ts'
import { type FieldDraft, fieldOf, type ModelDraft, pathOf, Written } from './draft.ts'
import { expressionOf } from './expressions.ts'
import { parseSql } from './sql-expression.ts'

/** Unique rules and indexes of a table, as options of fields where their names are those that the framework gives, else of `meta`. */
export function addIndexes(model: ModelDraft, database: DatabaseName, pointedAt: ReadonlySet<FieldDraft>): void {
  const { table } = model
  const done = new Set<string>()
  if (model.together.length > 1) addUnique(model, model.together, null, null, database, pointedAt)
  for (const unique of table.uniques) {
    const index = indexOfRule(table, unique.name, unique.columns)
    if (index !== undefined) done.add(index.name)
    // A rule whose nulls are alike is told by its index alone.
    if (index?.nullsDistinct === false) addUniqueIndex(model, { ...index, name: unique.name ?? index.name }, database)
    else addUnique(model, unique.columns, unique.name, unique.deferrable, database, pointedAt)
  }
  for (const index of table.indexes) {
    if (done.has(index.name) || isPrimary(table, index) || isServing(table, index)) continue
    if (!index.valid) model.notes.push(`The index ${index.name} is not valid: it was never finished.`)
    else if (index.implied && index.unique === false)
      model.notes.push(`EXCLUDE ${index.name} USING ${index.method ?? 'gist'} (${keysText(index)})`)
    else if (index.implied && index.columns.every((column) => column !== null))
      addUnique(model, index.columns as string[], null, null, database, pointedAt)
    else if (index.unique) addUniqueIndex(model, index, database, pointedAt)
    else addIndex(model, index, database)
  }
  for (const field of model.fields)
    if (field.type === 'foreignKey' && field.options['primaryKey'] !== true) field.options['index'] ??= false
  // The kind's own index, as the framework would make it, is said by the kind.
  for (const field of model.fields)
    if (field.type === 'foreignKey' && field.options['index'] === true) delete field.options['index']
}

function isPrimary({ primaryKey }: TableDescription, { implied, columns, unique }: IndexDescription): boolean {
  return implied && unique && columns.join('\0') === primaryKey.join('\0')
}

/** Made by Django for LIKE on PostgreSQL, or by MariaDB for a foreign key: it belongs to what is there otherwise. */
function isServing(table: TableDescription, { name, columns, opclasses, unique, method }: IndexDescription): boolean {
  if (unique) return false
  if (name.endsWith('_like') && /^(?:varchar|text)_pattern_ops$/.test(opclasses[0] ?? '')) return true
  const isKey = (key: ForeignKeyDescription) => key.name === name && key.columns.join('\0') === columns.join('\0')
  return method !== null && table.foreignKeys.some(isKey)
}

function indexOfRule(
  table: TableDescription,
  name: string | null,
  columns: readonly string[],
): IndexDescription | undefined {
  return (
    table.indexes.find((index) => index.name === name && index.unique) ??
    table.indexes.find((index) => index.implied && index.unique && index.columns.join('\0') === columns.join('\0'))
  )
}

function addUnique(
  model: ModelDraft,
  columns: readonly string[],
  name: string | null,
  deferrable: 'deferred' | 'immediate' | null,
  database: DatabaseName,
  pointedAt: ReadonlySet<FieldDraft>,
): void {
  const fields = columns.map((column) => fieldOf(model, column))
  if (fields.includes(undefined)) {
    model.notes.push(`UNIQUE ${name ?? ''} (${columns.join(', ')})`)
    return
  }
  const [only] = fields as FieldDraft[]
  if (columns.length === 1 && only!.options['primaryKey'] === true) return
  if (
    columns.length === 1 &&
    deferrable === null &&
    (isOwnName(model, name, columns, database) || pointedAt.has(only!) || only!.type === 'oneToOne')
  ) {
    if (only!.type !== 'oneToOne') only!.options['unique'] = true
    return
  }
  const paths = (fields as FieldDraft[]).map(({ property }) => property)
  if (deferrable === null && columns.length > 1 && isOwnName(model, name, columns, database))
    model.meta.uniqueTogether.push(paths)
  else
    model.meta.constraints.push({
      kind: 'unique',
      name: name ?? indexName(model.table.name, columns, schemaFacts(database).longestName, '_uniq'),
      fields: paths,
      ...(deferrable !== null && { deferrable }),
    })
}

/** The name that the database or the framework makes up by itself. */
function isOwnName(
  { table }: ModelDraft,
  name: string | null,
  columns: readonly string[],
  database: DatabaseName,
): boolean {
  if (name === null || name === indexName(table.name, columns, schemaFacts(database).longestName, '_uniq')) return true
  if (columns.length > 1) return false
  return database === 'postgres'
    ? name === `${table.name}_${columns[0]}_key`
    : database === 'mysql' && name === columns[0]
}

function addUniqueIndex(
  model: ModelDraft,
  index: IndexDescription,
  database: DatabaseName,
  pointedAt: ReadonlySet<FieldDraft> = new Set(),
): void {
  const plain =
    index.condition === null &&
    !index.columns.includes(null) &&
    index.include.length === 0 &&
    index.nullsDistinct !== false
  if (plain && !index.opclasses.some((name) => name !== null)) {
    if (index.descending.includes(true))
      model.notes.push(`The unique index ${index.name} runs downwards: (${keysText(index)}).`)
    addUnique(model, index.columns as string[], index.name, null, database, pointedAt)
    return
  }
  const rule = ruleOf(model, index, database, false)
  if (rule === null) model.notes.push(indexText(index))
  else
    model.meta.constraints.push({
      kind: 'unique',
      ...rule,
      ...(index.nullsDistinct === false && { nullsDistinct: false }),
    })
}

function addIndex(model: ModelDraft, index: IndexDescription, database: DatabaseName): void {
  const [column] = index.columns
  const field = index.columns.length === 1 && column != null ? fieldOf(model, column) : undefined
  const isPlain =
    index.condition === null &&
    index.include.length === 0 &&
    !index.descending[0] &&
    index.nulls[0] == null &&
    index.opclasses[0] == null
  const isUsual = index.method === null || index.method === 'btree'
  const own = column != null && index.name === indexName(model.table.name, [column], schemaFacts(database).longestName)
  if (
    field !== undefined &&
    isPlain &&
    isUsual &&
    own &&
    field.type !== 'oneToOne' &&
    field.options['unique'] !== true &&
    field.options['primaryKey'] !== true
  ) {
    field.options['index'] = true
    return
  }
  const rule = database === 'mysql' && !isUsual ? null : ruleOf(model, index, database, true)
  if (rule === null) model.notes.push(indexText(index))
  else model.meta.indexes.push(rule)
}

const methods = new Set(['hash', 'gin', 'gist', 'spgist', 'brin'])

/** What an index and a unique rule have in common; null where the ORM cannot say it. */
function ruleOf(
  model: ModelDraft,
  index: IndexDescription,
  database: DatabaseName,
  directions: boolean,
): Record<string, unknown> | null {
  const keys = keysOf(model, index, database, directions)
  const context = { ...checkContext(model, database), unknownPasses: false }
  const condition = index.condition === null ? undefined : conditionOf(index.condition, context)
  const include = index.include.map((column) => fieldOf(model, column)?.property)
  const classes = index.opclasses.filter((name) => name !== null)
  const method = index.method === null || index.method === 'btree' ? undefined : index.method
  if (keys === null || condition === null || include.includes(undefined)) return null
  if (classes.length > 0 && (classes.length !== index.opclasses.length || 'expressions' in keys)) return null
  if (method !== undefined && !methods.has(method)) return null
  return {
    name: index.name,
    ...keys,
    ...(condition !== undefined && { condition }),
    ...(include.length > 0 && { include }),
    ...(method !== undefined && { using: method }),
    ...(classes.length > 0 && { opclasses: classes }),
  }
}

/** Properties, `-` for downwards; expressions where one of them is one, or says where nulls stand. */
function keysOf(
  model: ModelDraft,
  index: IndexDescription,
  database: DatabaseName,
  directions: boolean,
): Record<string, unknown> | null {
  const fields = index.columns.map((column) => (column === null ? undefined : fieldOf(model, column)))
  const plain = index.nulls.every((each) => each === null) && (directions || !index.descending.includes(true))
  if (plain && !fields.includes(undefined))
    return { fields: fields.map((field, i) => `${index.descending[i] ? '-' : ''}${field!.property}`) }
  const expressions = index.columns.map((_, i) => termOf(model, index, i, database))
  return expressions.includes(null) ? null : { expressions }
}

function termOf(model: ModelDraft, index: IndexDescription, i: number, database: DatabaseName): Written | null {
  const { find } = checkContext(model, database)
  const column = index.columns[i]
  const field = column == null ? undefined : fieldOf(model, column)
  // Of the text of an expression, the direction stands behind it.
  const text = index.expressions[i]?.replace(/\s+(?:ASC|DESC)\s*$/i, '') ?? ''
  const parsed = field === undefined ? parseSql(text, database) : null
  const of =
    field !== undefined
      ? new Written(undefined, quoted(pathOf(field)), [])
      : parsed === null
        ? null
        : expressionOf(parsed, find)
  const made = field === undefined ? of : expressionOf({ kind: 'column', name: column!, quoted: true }, find)
  if (made === null) return null
  const nulls = index.nulls[i]
  const descending = index.descending[i] === true
  if (!descending && nulls == null) return made
  const name = descending ? 'desc' : 'asc'
  const options = nulls == null ? [] : [{ nulls }]
  const value = (made.value as Record<string, (options?: object) => unknown>)[name]!(...options)
  return new Written(
    value,
    method(made.source, name, ...options.map((each) => record([['nulls', quoted(each.nulls)]]))),
    made.uses,
  )
}

/** The keys of an index as SQL. */
function keysText(index: IndexDescription): string {
  return index.columns
    .map((column, i) => `${column ?? inOneLine(index.expressions[i] ?? '…')}${index.descending[i] ? ' DESC' : ''}`)
    .join(', ')
}

/** An index that the ORM cannot say, as SQL. */
function indexText(index: IndexDescription): string {
  const using = index.method === null || index.method === 'btree' ? '' : ` USING ${index.method}`
  const include = index.include.length === 0 ? '' : ` INCLUDE (${index.include.join(', ')})`
  const condition = index.condition === null ? '' : ` WHERE ${inOneLine(index.condition)}`
  return `${index.unique ? 'UNIQUE ' : ''}INDEX ${index.name}${using} (${keysText(index)})${include}${condition}`
}
