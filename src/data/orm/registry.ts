import type { ModelInfo, ModelRegistry } from '../query/index.ts'
import { inheritMarks } from './alters-data.ts'
import { type AnyModelClass, isModelClass } from './class.ts'
import { type Declaration, declarationOf } from './declaration.ts'
import { ormErrors } from './errors.ts'
import { customClassOf } from './fields/custom/custom.ts'
import { addColumns } from './registry/columns.ts'
import { addMetadata } from './registry/metadata.ts'
import { Project } from './registry/project.ts'
import { addProxyColumns, proxyRecord } from './registry/proxies.ts'
import { ModelRecord } from './registry/record.ts'
import { addRelations } from './registry/relations.ts'

/** An app's label and its models: a module's namespace object, a record or a list; what is no model in it is passed over. */
export interface AppModels {
  readonly label: string
  readonly models: object
}

/**
 * Reads every model class of `apps`, finds the other end of every relation, and makes the metadata that querysets,
 * migrations, forms and the admin work from. Everything that is wrong with a declaration is found here, at start-up.
 * The result is immutable; building it twice gives two independent registries. `swapped` puts models into the places of
 * others, by the role that those declare: `{ user: Person }`.
 */
export function buildRegistry(apps: readonly AppModels[], swapped: SwappedModels = {}): ModelRegistry {
  const project = new Project()
  const proxies: [Declaration, string][] = []
  const replaced: [Declaration, string][] = []
  for (const { label, models } of apps) {
    for (const model of modelsIn(models)) {
      if (project.byModel.has(model)) continue
      const declaration = declarationOf(model)
      const { swappable } = declaration.meta
      if (swappable !== undefined && (swapped[swappable] ?? model) !== model) replaced.push([declaration, label])
      else if (declaration.meta.proxy) proxies.push([declaration, label])
      else if (!declaration.meta.abstract) project.add(new ModelRecord(declaration, label))
    }
  }
  for (const record of project.records) checkBases(record, project)
  for (const [declaration, label] of proxies)
    if (!project.byModel.has(declaration.model)) project.add(proxyRecord(declaration, label, project))
  const roles = rolesOf(project, swapped)
  for (const [{ model, name, meta }, label] of replaced)
    project.replace(model, `${label}.${name}`.toLowerCase(), project.byModel.get(swapped[meta.swappable!]!)!)
  for (const record of project.records) if (record.concrete === record) addColumns(record, project)
  for (const record of project.records) if (record.concrete !== record) addProxyColumns(record)
  addRelations(project)
  for (const record of project.records) addMetadata(record)
  for (const record of project.records) inheritMarks(record.model)
  for (const record of project.records) record.freeze()
  return new Registry(project, roles, customFieldsOf(apps, project.records))
}

/** Models by the role that they take from another. */
export type SwappedModels = Readonly<Record<string, AnyModelClass>>

/** The models of roles, by label as people write it: those that declare a role, and those that the project put there. */
function rolesOf(project: Project, swapped: SwappedModels): ReadonlyMap<string, string> {
  const roles = new Map<string, string>()
  const nameOf = (record: ModelRecord) => `${record.app}.${record.name}`
  for (const [role, model] of Object.entries(swapped)) {
    const record = project.byModel.get(model)
    if (record === undefined)
      throw ormErrors.MODEL_NOT_IN_PROJECT({ model: model.name, known: project.records.map(({ name }) => name) })
    roles.set(role, nameOf(record))
  }
  for (const record of project.records) {
    const { swappable } = record
    const first = swappable === null ? undefined : roles.get(swappable)
    if (swappable === null || first === nameOf(record)) continue
    if (first !== undefined)
      throw ormErrors.DUPLICATE_MODEL({ what: `the model of the role '${swappable}'`, first, second: nameOf(record) })
    roles.set(swappable, nameOf(record))
  }
  return roles
}

/** The model classes among a module's exports, each once. */
function modelsIn(models: object): AnyModelClass[] {
  return [...new Set(Object.values(models).filter(isModelClass))]
}

/** A model's table cannot hold another's columns: base classes have no table of their own. */
function checkBases(record: ModelRecord, project: Project): void {
  let base = Object.getPrototypeOf(record.model) as AnyModelClass | null
  for (; isModelClass(base); base = Object.getPrototypeOf(base) as AnyModelClass | null) {
    if (project.byModel.has(base)) throw ormErrors.EXTENDS_MODEL({ model: record.name, base: base.name })
  }
}

type FieldClasses = Map<string, NonNullable<ReturnType<typeof customClassOf>>>

/** The kinds of fields that the models use, and those that stand beside the models for migrations that still name them. */
function customFieldsOf(apps: readonly AppModels[], records: readonly ModelRecord[]): FieldClasses {
  const found: FieldClasses = new Map()
  const add = (value: unknown, type: string) => {
    const known = customClassOf(value)
    if (known === null) return
    if ((found.get(type) ?? known) !== known)
      throw ormErrors.BAD_CUSTOM_FIELD({ type, problem: 'the project has another field of this type' })
    found.set(type, known)
  }
  for (const record of records) for (const { field } of record.columns) add(field, field.type)
  for (const { models } of apps)
    for (const value of Object.values(models)) {
      const known = customClassOf(value)
      if (known !== null) add(value, new known({} as never).type)
    }
  return found
}

class Registry implements ModelRegistry {
  readonly models: readonly ModelInfo[]
  readonly #byLabel: ReadonlyMap<string, ModelInfo>
  readonly #byModel: ReadonlyMap<AnyModelClass, ModelInfo>

  readonly customFields: ModelRegistry['customFields']
  readonly roles: ModelRegistry['roles']

  constructor(project: Project, roles: ModelRegistry['roles'], customFields: ModelRegistry['customFields']) {
    this.customFields = customFields
    this.roles = roles
    this.models = Object.freeze([...project.records])
    this.#byLabel = project.byLabel
    this.#byModel = project.byModel
    Object.freeze(this)
  }

  byLabel(label: string): ModelInfo | undefined {
    return this.#byLabel.get(label.toLowerCase())
  }

  of(model: AnyModelClass): ModelInfo {
    const info = this.#byModel.get(model)
    if (info !== undefined) return info
    throw ormErrors.MODEL_NOT_IN_PROJECT({ model: model.name, known: this.models.map(({ name }) => name) })
  }
}
