import type { ConstraintInfo, ModelInfo, Ordering, RelationInfo } from '../../query/index.ts'
import { ormErrors } from '../errors.ts'
import { schemaName } from './names.ts'
import type { ModelRecord } from './record.ts'
import { columnIn, constraintOf, indexOf } from './rules.ts'

/** What `meta` says, held against the columns: ordering, indexes and constraints. */
export function addMetadata(record: ModelRecord): void {
  const { meta } = record.declaration
  record.ordering = (meta.ordering ?? []).map((path) => orderingOf(record, path))
  record.getLatestBy = [meta.getLatestBy ?? []].flat()
  for (const path of record.getLatestBy) checkPath(record, 'getLatestBy', path.replace(/^-/, ''))
  record.naturalKey = [...(meta.naturalKey ?? [])]
  for (const path of record.naturalKey) checkColumnPath(record, path)
  if (record.concrete !== record) {
    record.indexes = record.concrete.indexes
    record.constraints = record.concrete.constraints
    return
  }
  record.indexes = (meta.indexes ?? []).map((index) => indexOf(record, index))
  const together = (meta.uniqueTogether ?? []).map((fields): ConstraintInfo => {
    const columns = fields.map((name) => columnIn(record, 'uniqueTogether', name).column)
    return Object.freeze({ kind: 'unique', name: schemaName(record.table, columns, '_uniq'), fields })
  })
  record.constraints = [...together, ...(meta.constraints ?? []).map((each) => constraintOf(record, each))]
}

function orderingOf(record: ModelRecord, written: string): Ordering {
  const descending = written.startsWith('-')
  const path = descending ? written.slice(1) : written
  if (path !== '?') checkPath(record, 'ordering', path)
  return Object.freeze({ path, descending })
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

/** A path of a natural key: to-one relations, and a column that is none at the end. */
function checkColumnPath(record: ModelRecord, path: string): void {
  const steps = path.split('__')
  const last = steps.pop()!
  let model: ModelInfo = record
  const fail = () => {
    const known = model.columns.map(({ property }) => property)
    return ormErrors.BAD_META({ model: record.name, option: 'naturalKey', name: path, known })
  }
  for (const step of steps) {
    const relation: RelationInfo | null | undefined = model.column(step)?.relation
    if (relation == null) throw fail()
    model = relation.to
  }
  const column = model.column(last)
  if (column === undefined || column.relation !== null) throw fail()
}
