import type { ColumnInfo, ConstraintInfo, IndexInfo, ModelInfo, Ordering } from '../../query/index.ts'
import { ormErrors } from '../errors.ts'
import { indexName, schemaName } from './names.ts'
import type { ModelRecord } from './record.ts'

/** What `meta` says, held against the columns: ordering, indexes and constraints. */
export function addMetadata(record: ModelRecord): void {
  const { meta } = record.declaration
  record.ordering = (meta.ordering ?? []).map((path) => orderingOf(record, path))
  record.indexes = (meta.indexes ?? []).map((index): IndexInfo => {
    const columns = index.fields.map((path) => ({
      column: columnNamed(record, 'indexes', path.replace(/^-/, '')).column,
      descending: path.startsWith('-'),
    }))
    checkLookups(record, 'indexes', index.condition)
    return Object.freeze({ ...index, name: index.name ?? indexName(record.table, columns) })
  })
  const together = (meta.uniqueTogether ?? []).map((fields): ConstraintInfo => {
    const columns = fields.map((name) => columnNamed(record, 'uniqueTogether', name).column)
    return Object.freeze({ kind: 'unique', name: schemaName(record.table, columns, '_uniq'), fields })
  })
  const constraints = (meta.constraints ?? []).map((constraint) => {
    if (constraint.kind === 'unique') {
      for (const name of constraint.fields) columnNamed(record, 'constraints', name)
      checkLookups(record, 'constraints', constraint.condition)
    } else checkLookups(record, 'constraints', constraint.check)
    return Object.freeze({ ...constraint })
  })
  record.constraints = [...together, ...constraints]
}

function orderingOf(record: ModelRecord, written: string): Ordering {
  const descending = written.startsWith('-')
  const path = descending ? written.slice(1) : written
  if (path !== '?') checkPath(record, 'ordering', path)
  return Object.freeze({ path, descending })
}

function columnNamed(record: ModelRecord, option: string, name: string): ColumnInfo {
  const column = record.column(name)
  if (column !== undefined) return column
  throw ormErrors.BAD_META({ model: record.name, option, name, known: [...record.names.keys()] })
}

function checkLookups(record: ModelRecord, option: string, lookups: object | undefined): void {
  for (const path of Object.keys(lookups ?? {})) columnNamed(record, option, path.split('__')[0]!)
}

/** Every step of a path is a relation, or the column at its end, perhaps with transforms after it. */
function checkPath(record: ModelRecord, option: string, path: string): void {
  let model: ModelInfo = record
  const steps = path.split('__')
  for (const [index, step] of steps.entries()) {
    const relation = model.relations.get(step)
    if (relation !== undefined) {
      model = relation.to
      continue
    }
    const column = model.column(step)
    const next = steps[index + 1]
    if (column !== undefined && (next === undefined || column.field.transform(next) !== null)) return
    const known = [...(model as ModelRecord).names.keys(), ...model.relations.keys()]
    throw ormErrors.BAD_META({ model: record.name, option, name: path, known })
  }
}
