import { type AnyModelClass, declaredFields, internal, isModelClass, modelRoot } from './class.ts'
import { ormErrors } from './errors.ts'
import { BigAutoField } from './fields/auto/auto.ts'
import { BaseField } from './fields/base.ts'
import { type MetaOptions, metaOptionNames } from './meta-options.ts'
import { privateMember } from './private-member.ts'

/** A model class as it was written: its fields, before any registry places them in a project. */
export interface Declaration {
  readonly model: AnyModelClass
  readonly name: string
  /** By property; the key first, then in the order of declaration, inherited ones before the class's own. */
  readonly fields: ReadonlyMap<string, BaseField>
  /** The property that is the primary key. */
  readonly key: string
  readonly meta: MetaOptions
}

const read = new WeakMap<AnyModelClass, Declaration>()

/** Reads a class, once. Throws what is wrong with the declaration; relations are looked at by the registry. */
export function declarationOf(model: AnyModelClass): Declaration {
  let declaration = read.get(model)
  if (declaration === undefined) {
    declaration = readClass(model)
    read.set(model, declaration)
  }
  return declaration
}

/** The field of a model's key, wherever it is declared. */
export function keyFieldOf(model: AnyModelClass): BaseField {
  const { fields, key } = declarationOf(model)
  return fields.get(key)!
}

function readClass(model: AnyModelClass): Declaration {
  const { name } = model
  if (!isModelClass(model)) throw ormErrors.NOT_A_MODEL({ where: 'A relation or a registry', what: String(name) })
  const found = fieldsOf(model)
  const keys = [...found].filter(([, field]) => field.options.primaryKey === true).map(([property]) => property)
  if (keys.length > 1) throw ormErrors.TWO_KEYS({ model: name, properties: keys.join(', ') })
  const fields = new Map<string, BaseField>()
  const key = keys[0] ?? 'id'
  fields.set(key, found.get(key) ?? new BigAutoField({ primaryKey: true }))
  for (const [property, field] of found) fields.set(property, field)
  if (keys.length === 0 && found.has('id')) {
    const problem = 'a field named `id` has to be the key (`primaryKey: true`).'
    throw ormErrors.BAD_OPTION({ model: name, property: 'id', problem })
  }
  for (const [property, field] of fields) {
    checkName(model, property)
    for (const problem of field.problems()) throw ormErrors.BAD_OPTION({ model: name, property, problem })
  }
  return Object.freeze({ model, name, fields, key, meta: metaOf(model) })
}

function fieldsOf(model: AnyModelClass): Map<string, BaseField> {
  const made = (model as { [declaredFields]?: Readonly<Record<string, BaseField>> })[declaredFields]
  if (made !== undefined) return new Map(Object.entries(made))
  const member = privateMember(model)
  if (member !== null) throw ormErrors.PRIVATE_STATE({ model: model.name, name: member })
  const properties = Reflect.construct(model as new (token: unknown) => object, [internal])
  const fields = new Map<string, BaseField>()
  for (const [property, value] of Object.entries(properties)) {
    if (!(value instanceof BaseField)) throw ormErrors.PROPERTY_NOT_FIELD({ model: model.name, property })
    fields.set(property, value)
  }
  return fields
}

function checkName(model: AnyModelClass, property: string): void {
  const reason = property.includes('__')
    ? 'two underscores separate the steps of a path'
    : property.startsWith('_') || property.endsWith('_')
      ? 'it begins or ends with an underscore'
      : isReserved(model, property)
        ? `every model has its own '${property}'`
        : null
  if (reason !== null) throw ormErrors.BAD_FIELD_NAME({ model: model.name, property, reason })
}

/** A method or getter that every row has. */
function isReserved(model: AnyModelClass, property: string): boolean {
  let root = model as AnyModelClass & object
  while (!Object.hasOwn(root, modelRoot)) root = Object.getPrototypeOf(root)
  return property in root.prototype
}

/** What a proxy takes over from its model where it says nothing. */
const proxied = ['ordering', 'getLatestBy', 'naturalKey'] as const

/** A base class's `abstract`, `proxy` and `table` are its own; everything else is inherited. A proxy inherits next to nothing. */
function metaOf(model: AnyModelClass): MetaOptions {
  const options = ((model as { meta?: MetaOptions }).meta ?? {}) as MetaOptions
  for (const option of Object.keys(options)) {
    if (metaOptionNames.includes(option as keyof MetaOptions)) continue
    throw ormErrors.UNKNOWN_META({ model: model.name, option, known: metaOptionNames })
  }
  if (Object.hasOwn(model, 'meta')) {
    if (options.proxy !== true) return options
    const base = metaOf(Object.getPrototypeOf(model) as AnyModelClass)
    const taken = proxied.flatMap((name) => (base[name] === undefined ? [] : [[name, base[name]]]))
    return { ...Object.fromEntries(taken), ...options }
  }
  const { abstract: _abstract, table: _table, proxy: _proxy, ...inherited } = options
  return inherited
}
