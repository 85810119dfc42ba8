import { gettextNoop, type Issue, issue, ValidationError } from '../../base/schema/index.ts'
import type { ColumnInfo, ModelInfo } from '../query/index.ts'
import type { AnyModelClass } from './class.ts'
import { deferredColumns } from './deferred.ts'
import { type BaseField, isEmpty } from './fields/base.ts'
import { settle } from './generic/refs.ts'
import { sameDatabase } from './queryset.ts'
import { isSaved, querySetOf, refreshRow, rowInfo, rowKey } from './runtime.ts'
import { type AnyRow, isRow, related } from './state.ts'
import { brokenRules } from './validate-rules.ts'
import { targetOf } from './writing.ts'

/**
 * Holds a row against its model. Semantics: Django's `full_clean`: fields first, then uniqueness of what passed, then the
 * rules of `meta.constraints`.
 * Throws one `ValidationError` with every issue.
 */
export async function validateRow(
  row: object,
  options: { readonly exclude?: readonly string[]; readonly unique?: boolean } = {},
): Promise<void> {
  const info = rowInfo(row)
  if (info.generics.size > 0) await settle([row as AnyRow], info, targetOf(row as AnyRow))
  const issues: Issue[] = []
  const left = new Set(options.exclude ?? [])
  const values = row as Record<string, unknown>
  const unloaded = deferredColumns(row as AnyRow)
  // What was not loaded is as the database has it.
  for (const { property } of unloaded) left.add(property)
  for (const column of info.columns) {
    if (left.has(column.property) || (column.primaryKey && column.field.describe().hasDefault)) continue
    // The database fills these.
    if (column.generated !== null || (column.hasDbDefault && values[column.attribute] === undefined)) continue
    const found = issuesOf(column, values[column.attribute])
    if (found.length === 0) continue
    issues.push(...found)
    left.add(column.property)
  }
  for (const column of info.columns) {
    if (column.relation !== null && !left.has(column.property)) issues.push(...(await missing(row, column)))
  }
  for (const fields of options.unique === false ? [] : uniqueSets(info)) {
    const unread = fields.filter((column) => unloaded.includes(column))
    if (unread.length > 0 && unread.length < fields.length) {
      const names = unread.map((column) => column.property)
      await refreshRow(row, names)
      for (const name of names) if (options.exclude?.includes(name) !== true) left.delete(name)
    }
    if (fields.some((column) => left.has(column.property))) continue
    issues.push(...(await taken(row, info, fields)))
  }
  issues.push(...(await brokenRules(row as AnyRow, info, left)))
  if (issues.length > 0) throw new ValidationError(issues)
}

function issuesOf(column: ColumnInfo, value: unknown): readonly Issue[] {
  const field = column.field as BaseField
  if (field.describe().blank && isEmpty(value)) return []
  try {
    field.validate(value)
    return []
  } catch (error) {
    if (error instanceof ValidationError) return error.at(column.property).issues
    throw error
  }
}

/** The row that a foreign key names has to be there. */
async function missing(row: object, column: ColumnInfo): Promise<Issue[]> {
  const values = row as Record<string, unknown>
  const value = values[column.attribute]
  if (value === null || value === undefined) return []
  const { to, far, property } = column.relation!
  const known = (row as AnyRow)[related]?.[property]
  // A row that was read or written is there; should it be deleted meanwhile, the database says so.
  if (isRow(known) && isSaved(known) && known[far.attribute] === value) return []
  const there = await sameDatabase(querySetOf(to.model as AnyModelClass), row as AnyRow)
    .filter({ [far.property]: value })
    .exists()
  if (there) return []
  const said = issue(gettextNoop('%(model)s instance with %(field)s %(value)r does not exist.'), 'invalid', {
    model: to.verboseName,
    field: far.property,
    value: String(value),
  })
  const message = `${to.verboseName} instance with ${far.property} ${String(value)} does not exist.`
  return [{ ...said, message, params: { ...said.params, value }, field: column.property }]
}

/** Sets of columns that no two rows share: unique columns, then `uniqueTogether` and unconditional constraints. */
function uniqueSets(info: ModelInfo): ColumnInfo[][] {
  const single = info.columns.filter((column) => column.unique || (column.primaryKey && column.property !== 'id'))
  const sets = info.constraints.flatMap((constraint) =>
    constraint.kind === 'unique' && constraint.condition === undefined && constraint.expressions === undefined
      ? [constraint.fields.map((name) => info.column(name)!)]
      : [],
  )
  return [...single.map((column) => [column]), ...sets]
}

async function taken(row: object, info: ModelInfo, columns: readonly ColumnInfo[]): Promise<Issue[]> {
  const values = row as Record<string, unknown>
  const lookups: Record<string, unknown> = {}
  for (const column of columns) {
    const value = values[column.attribute]
    // Nulls differ from each other, as in the database.
    if (value === null || value === undefined) return []
    lookups[column.attribute] = value
  }
  const saved = isSaved(row)
  if (saved && columns.length === 1 && columns[0]!.primaryKey) return []
  let same = sameDatabase(querySetOf(info.model as AnyModelClass), row as AnyRow).filter(lookups)
  if (saved) same = same.exclude({ pk: rowKey(row) })
  if (!(await same.exists())) return []
  const labels = columns.map((column) => capital(column.field.describe().label))
  const names = labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`
  const alone = columns.length === 1
  const said = issue(
    '%(model_name)s with this %(field_labels)s already exists.',
    alone ? 'unique' : 'unique_together',
    { model_name: capital(info.verboseName), field_labels: names },
    alone ? columns[0]!.property : null,
  )
  const params = { model: info.verboseName, fields: columns.map((column) => column.property) }
  return [{ ...said, params: { ...said.params, ...params } }]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
