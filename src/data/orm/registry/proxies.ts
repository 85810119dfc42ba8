import type { ColumnInfo, RelationInfo } from '../../query/index.ts'
import { type AnyModelClass, isModelClass } from '../class.ts'
import type { Declaration } from '../declaration.ts'
import { ormErrors } from '../errors.ts'
import { tableOptionNames } from '../meta-options.ts'
import type { Project } from './project.ts'
import { ModelRecord, type Open } from './record.ts'

/** A proxy's record, which stands on the table of the model that its class extends. */
export function proxyRecord(declaration: Declaration, app: string, project: Project): ModelRecord {
  const { name, model, meta } = declaration
  const fail = (problem: string) => ormErrors.BAD_PROXY({ model: name, problem })
  const base = baseOf(model, project)
  if (base === undefined) throw fail('it extends no model of the project')
  const option = tableOptionNames.find((each) => meta[each] !== undefined)
  if (option !== undefined) throw fail(`its \`${option}\` would be of the table, which is ${base.name}'s`)
  const known = base.declaration.fields
  const extra = [...declaration.fields].find(([property, field]) => known.get(property)?.type !== field.type)
  if (extra !== undefined) throw fail(`it declares the field '${extra[0]}', for which ${base.name} has no column`)
  return new ModelRecord(declaration, app, false, base)
}

/** The nearest class above that has a table. */
function baseOf(model: AnyModelClass, project: Project): ModelRecord | undefined {
  let base = Object.getPrototypeOf(model) as AnyModelClass | null
  for (; isModelClass(base); base = Object.getPrototypeOf(base) as AnyModelClass | null) {
    const record = project.byModel.get(base)
    if (record !== undefined) return record.concrete
  }
  return undefined
}

/** A proxy has its model's columns, as its own. */
export function addProxyColumns(record: ModelRecord): void {
  const own = new Map<ColumnInfo, ColumnInfo>()
  for (const column of record.concrete.columns) {
    const copy: ColumnInfo = { ...column, model: record }
    own.set(column, copy)
    record.columns.push(copy)
  }
  record.key = own.get(record.concrete.key)!
  for (const [name, column] of record.concrete.names) record.names.set(name, own.get(column)!)
}

/** And its relations, seen from itself. */
export function addProxyRelations(record: ModelRecord): void {
  for (const [property, relation] of record.concrete.relations) {
    const near = record.column(relation.near.property)!
    const copy: RelationInfo = { ...relation, from: record, near }
    record.relations.set(property, copy)
    if (near.property === property) (near as Open<ColumnInfo>).relation = copy
  }
  for (const [property, generic] of record.concrete.generics) {
    const [type, key] = [generic.type, generic.key].map((column) => record.column(column.property)!)
    record.generics.set(property, { ...generic, from: record, type: type!, key: key! })
  }
}
