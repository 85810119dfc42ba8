import type { GenericInfo, RelationInfo } from '../../query/index.ts'
import type { AnyModelClass } from '../class.ts'
import { ormErrors } from '../errors.ts'
import type { GenericForeignKeyField } from '../fields/genericForeignKey/generic-foreign-key.ts'
import type { ReverseField } from '../fields/reverse/reverse.ts'
import { genericValue, loaderFor, setGenericValue } from '../generic/refs.ts'
import { type Loader, loaders } from '../prefetch.ts'
import type { Project } from './project.ts'
import type { ModelRecord } from './record.ts'

/** Properties that name rows of any model, and then the other sides of them that models declare. */
export function addGenerics(project: Project, declared: readonly ModelRecord[]): void {
  for (const record of declared)
    for (const [property, field] of record.declaration.fields)
      if (field.type === 'genericForeignKey') addGeneric(project, record, property, field as GenericForeignKeyField)
  for (const record of declared)
    for (const [property, field] of record.declaration.fields)
      if (field.type === 'genericReverse') addReverse(project, record, property, field as ReverseField)
}

function addGeneric(project: Project, record: ModelRecord, property: string, declared: GenericForeignKeyField): void {
  const fail = (problem: string) => ormErrors.BAD_GENERIC({ model: record.name, property, problem })
  const { options } = declared
  const [type, key] = [options.type, options.key].map((name) => {
    const column = record.column(name)
    if (column === undefined) throw fail(`${record.name} has no field '${name}'`)
    return column
  })
  const types = type!.relation?.to
  const [app, name] = [types?.column('appLabel'), types?.column('model')]
  if (app === undefined || name === undefined)
    throw fail(`'${options.type}' is no foreign key to a model of content types`)
  const field = project.place(record, property, declared)
  record.generics.set(property, { property, field, from: record, type: type!, key: key!, app, name })
}

/** A relation to many whose rows name this model as well as the row. */
function addReverse(project: Project, record: ModelRecord, property: string, declared: ReverseField): void {
  const other = project.find(declared.options.to, record, property)
  const { by } = declared.options
  const generic = other.generics.get(by)
  if (generic === undefined) {
    const problem = `${other.name} has no generic foreign key '${by}'`
    throw ormErrors.BAD_GENERIC({ model: record.name, property, problem })
  }
  const forward = forwardOf(generic, record, other)
  record.relations.set(property, {
    ...forward,
    property,
    field: project.place(record, property, declared),
    from: record,
    to: other,
    kind: 'reverse',
    toOne: false,
    near: forward.far,
    far: forward.near,
    reverse: forward,
  })
  // What names a row goes with it, once, however many properties answer it.
  if (!record.dependents.some((each) => each.generic === generic)) record.dependents.push(forward)
}

/** The generic foreign key where it names rows of one model: no property, but what links and deletions go by. */
function forwardOf(generic: GenericInfo, record: ModelRecord, other: ModelRecord): RelationInfo {
  return Object.freeze({
    property: generic.property,
    field: null,
    from: other,
    to: record,
    kind: 'foreignKey',
    toOne: true,
    near: generic.key,
    far: record.key,
    through: null,
    nullable: true,
    onDelete: 'cascade',
    symmetrical: false,
    reverse: null,
    generic,
  })
}

/** `item.content` answers on the prototype, and prefetches find there how it is loaded. */
export function defineGeneric(model: AnyModelClass, property: string): void {
  const prototype = model.prototype as { [loaders]?: Map<string, Loader> }
  if (!Object.hasOwn(prototype, loaders)) prototype[loaders] = new Map(prototype[loaders])
  prototype[loaders]!.set(property, loaderFor(property))
  if (Object.hasOwn(prototype, property)) return
  Object.defineProperty(prototype, property, {
    configurable: true,
    get(this: object) {
      return genericValue(this, property)
    },
    set(this: object, value: unknown) {
      setGenericValue(this, property, value)
    },
  })
}
