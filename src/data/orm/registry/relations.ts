import { snakeCase } from '../../../base/text/index.ts'
import type { ColumnInfo, RelationInfo, ThroughInfo } from '../../query/index.ts'
import type { AnyModelClass } from '../class.ts'
import { declarationOf } from '../declaration.ts'
import { defineModel } from '../define-model.ts'
import { ormErrors } from '../errors.ts'
import type { BaseField } from '../fields/base.ts'
import { ForeignKeyField } from '../fields/foreignKey/foreign-key.ts'
import type { ManyToManyField } from '../fields/manyToMany/many-to-many.ts'
import type { ReverseField } from '../fields/reverse/reverse.ts'
import { relationValue, setRelationValue } from '../runtime.ts'
import { addColumns } from './columns.ts'
import { addGenerics, defineGeneric } from './generics.ts'
import type { Project } from './project.ts'
import { addProxyRelations } from './proxies.ts'
import { ModelRecord, type Open } from './record.ts'

type Relation = Open<RelationInfo>

/** Joins the models: what is declared, its other side, and the names that queries may use for sides without one. */
export function addRelations(project: Project): void {
  const declared = project.records.filter((record) => record.concrete === record)
  for (const record of declared) {
    for (const column of record.columns) addKey(project, record, column as Open<ColumnInfo>)
  }
  for (const record of declared) {
    for (const [property, field] of record.declaration.fields) {
      if (field.type === 'manyToMany') addManyToMany(project, record, property, field as ManyToManyField)
    }
  }
  addGenerics(project, declared)
  for (const record of declared) {
    for (const [property, field] of record.declaration.fields) {
      if (field.type === 'reverse' || field.type === 'reverseOne')
        addReverse(project, record, property, field as ReverseField)
    }
  }
  addImplied(project)
  for (const record of project.records) inOrder(record)
  for (const record of project.records) if (record.concrete !== record) addProxyRelations(record)
  for (const record of project.records) {
    for (const property of record.declaration.fields.keys()) {
      if (record.relations.has(property)) defineAccessor(record.model, property)
      else if (record.generics.has(property)) defineGeneric(record.model, property)
    }
  }
}

/** A foreign key or one-to-one, seen from the model that holds it. */
function addKey(project: Project, record: ModelRecord, column: Open<ColumnInfo>): void {
  const { field } = column
  if (!(field instanceof ForeignKeyField)) return
  const to = project.find(field.options.to, record, column.property)
  const relation: Relation = {
    property: column.property,
    field,
    from: record,
    to,
    kind: field.type === 'oneToOne' ? 'oneToOne' : 'foreignKey',
    toOne: true,
    near: column,
    far: field.options.toField === undefined ? to.key : to.column(field.options.toField)!,
    through: null,
    nullable: column.null,
    onDelete: field.onDelete,
    symmetrical: false,
    reverse: null,
    generic: null,
  }
  column.relation = relation
  record.relations.set(column.property, relation)
  to.dependents.push(relation)
}

function addManyToMany(project: Project, record: ModelRecord, property: string, declared: ManyToManyField): void {
  const field = project.place(record, property, declared)
  const to = project.find(declared.options.to, record, property)
  const through = throughOf(project, record, property, declared, to)
  record.relations.set(property, {
    property,
    field,
    from: record,
    to,
    kind: 'manyToMany',
    toOne: false,
    near: through.near.relation!.far,
    far: through.far.relation!.far,
    through,
    nullable: true,
    onDelete: 'cascade',
    symmetrical: record === to && (declared.options.symmetrical ?? !isAnswered(record, property)),
    reverse: null,
    generic: null,
  } satisfies Relation)
}

/** Whether a model names the other side of its own many-to-many. */
function isAnswered(record: ModelRecord, property: string): boolean {
  return [...record.declaration.fields.values()].some((field) => {
    const { by } = field.options as { by?: string }
    return field.type === 'reverse' && by === property
  })
}

function throughOf(
  project: Project,
  record: ModelRecord,
  property: string,
  field: ManyToManyField,
  to: ModelRecord,
): ThroughInfo {
  const { through } = field.options
  if (through === undefined) return automaticLink(project, record, property, field, to)
  const model = project.find(through, record, property)
  const [near, far] = linkColumns(record, property, field, to, model)
  return { model, near, far, automatic: false }
}

/** The two columns of a declared link model. */
function linkColumns(
  record: ModelRecord,
  property: string,
  field: ManyToManyField,
  to: ModelRecord,
  link: ModelRecord,
): [ColumnInfo, ColumnInfo] {
  const fail = (problem: string) => ormErrors.BAD_THROUGH({ model: record.name, property, through: link.name, problem })
  const pointing = (target: ModelRecord) =>
    link.columns.filter((column) => column.relation?.to.concrete === target.concrete)
  const named = field.options.throughFields
  if (named !== undefined) {
    const [near, far] = named.map((name) => link.column(name))
    if (near?.relation?.to.concrete === record && far?.relation?.to.concrete === to.concrete) return [near, far]
    throw fail(`where '${named.join("' and '")}' do not point at ${record.name} and ${to.name}`)
  }
  if (record === to) {
    const [near, far, ...more] = pointing(record)
    if (near !== undefined && far !== undefined && more.length === 0) return [near, far]
    throw fail(`which does not have exactly two foreign keys to ${record.name}`)
  }
  const near = pointing(record)
  const far = pointing(to)
  if (near.length === 1 && far.length === 1) return [near[0]!, far[0]!]
  throw fail(
    near.length > 1 || far.length > 1
      ? `which has more than one foreign key to ${near.length > 1 ? record.name : to.name}`
      : `which has no foreign key to ${near.length === 0 ? record.name : to.name}`,
  )
}

/** The link table that a many-to-many makes by itself, with Django's names. */
function automaticLink(
  project: Project,
  record: ModelRecord,
  property: string,
  field: ManyToManyField,
  to: ModelRecord,
): ThroughInfo {
  const self = record === to
  const near = self ? `from_${record.name.toLowerCase()}` : record.name.toLowerCase()
  const far = self ? `to_${to.name.toLowerCase()}` : to.name.toLowerCase()
  const column = snakeCase(property)
  const model = defineModel({
    name: `${record.name}_${column}`,
    fields: {
      [near]: new ForeignKeyField({ to: record.label, onDelete: 'cascade' }),
      [far]: new ForeignKeyField({ to: to.label, onDelete: 'cascade' }),
    },
    meta: {
      table: field.options.table ?? `${record.table}_${column}`,
      uniqueTogether: [[near, far]],
      managed: record.managed,
      label: `${record.verboseName}-${to.verboseName} relationship`,
    },
  })
  const link = new ModelRecord(declarationOf(model), record.app, true)
  project.add(link)
  addColumns(link, project)
  for (const foreign of link.columns) addKey(project, link, foreign as Open<ColumnInfo>)
  return { model: link, near: link.column(near)!, far: link.column(far)!, automatic: true }
}

/** A side that a model declares with `reverse` or `reverseOne`. */
function addReverse(project: Project, record: ModelRecord, property: string, declared: ReverseField): void {
  const fail = (problem: string) => ormErrors.REVERSE_MISMATCH({ model: record.name, property, problem })
  const other = project.find(declared.options.to, record, property)
  const { by } = declared.options
  const forward = other.relations.get(by) as Relation | undefined
  if (forward === undefined || !other.declaration.fields.has(by) || forward.kind.startsWith('reverse'))
    throw fail(`${other.name} has no relation '${by}'`)
  if (forward.to.concrete !== record)
    throw fail(`${other.name}.${by} points at ${forward.to.name}, not at ${record.name}`)
  if (forward.symmetrical)
    throw fail(`${other.name}.${by} is its own other side; say \`symmetrical: false\` for two sides`)
  if (forward.reverse !== null)
    throw fail(`${other.name}.${by} is already answered by ${record.name}.${forward.reverse.property}`)
  const one = forward.kind === 'oneToOne'
  if (one !== (declared.type === 'reverseOne'))
    throw fail(`${other.name}.${by} is a ${forward.kind}, which needs ${one ? 'reverseOne' : 'reverse'}`)
  record.relations.set(property, turned(forward, record, property, project.place(record, property, declared)))
}

/** The same relation from the far side: from the model that has the table, where it points at a proxy. */
function turned(forward: Relation, record: ModelRecord, property: string, field: BaseField | null): Relation {
  const { through } = forward
  const relation: Relation = {
    property,
    field,
    from: record,
    to: forward.from,
    kind: forward.kind === 'oneToOne' ? 'reverseOne' : forward.kind === 'manyToMany' ? 'manyToMany' : 'reverse',
    toOne: forward.kind === 'oneToOne',
    near: record.column(forward.far.property)!,
    far: forward.near,
    through: through === null ? null : { ...through, near: through.far, far: through.near },
    nullable: true,
    onDelete: forward.onDelete,
    symmetrical: false,
    reverse: forward,
    generic: null,
  }
  forward.reverse = relation
  return relation
}

/**
 * Sides without a name get Django's query name, the other model's in lower case, where nothing else has it and just one
 * relation could mean it. Rows have no property for them.
 */
function addImplied(project: Project): void {
  const wanted = new Map<ModelRecord, Map<string, Relation[]>>()
  for (const record of project.records.filter(
    ({ automatic, concrete, model }) => !automatic && concrete.model === model,
  )) {
    for (const forward of record.relations.values() as Iterable<Relation>) {
      if (forward.reverse !== null || forward.symmetrical || forward.kind.startsWith('reverse')) continue
      const to = forward.to.concrete as ModelRecord
      const names = wanted.get(to) ?? new Map<string, Relation[]>()
      const name = record.name.toLowerCase()
      names.set(name, [...(names.get(name) ?? []), forward])
      wanted.set(to, names)
    }
  }
  for (const [record, names] of wanted) {
    for (const [name, [forward, ...others]] of names) {
      if (forward === undefined || others.length > 0) continue
      if (record.relations.has(name) || record.names.has(name)) continue
      record.relations.set(name, turned(forward, record, name, null))
    }
  }
}

/** Relations as they were declared, implied ones last. */
function inOrder(record: ModelRecord): void {
  const places = new Map([...record.declaration.fields.keys()].map((property, index) => [property, index]))
  const sorted = [...record.relations].sort(
    ([a], [b]) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size),
  )
  record.relations.clear()
  for (const [property, relation] of sorted) record.relations.set(property, relation)
}

/** `book.author` answers on the prototype, so that rows carry nothing but their columns. */
function defineAccessor(model: AnyModelClass, property: string): void {
  if (Object.hasOwn(model.prototype, property)) return
  Object.defineProperty(model.prototype, property, {
    configurable: true,
    get(this: object) {
      return relationValue(this, property)
    },
    set(this: object, value: unknown) {
      setRelationValue(this, property, value)
    },
  })
}
