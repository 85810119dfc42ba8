import { didYouMean, type NuagesError } from '../../../base/errors/index.ts'
import type { ModelInfo, RelationInfo } from '../../../data/query/index.ts'
import { adminErrors } from '../errors.ts'
import type { AdminOptions } from '../registration.ts'

/** Something that is wrong with a registration. The ids are those of Django's checks where it has the check; others begin at 900. */
export interface Problem {
  readonly id: string
  readonly error: NuagesError
}

/** A registration that is looked at: its model, and what others of its site say. */
export interface Looked {
  readonly info: ModelInfo
  readonly options: AdminOptions
  /** The options of another model's registration in the same site; undefined where it has none. */
  readonly others: (info: ModelInfo) => AdminOptions | undefined
}

export function wrong(id: string, info: ModelInfo, option: string, path: string, problem: string): Problem {
  return { id: `admin.${id}`, error: adminErrors.WRONG_PATH({ model: info.label, option, path, problem }) }
}

/** What `read` throws, as a problem. */
export function thrown(id: string, read: () => unknown): Problem[] {
  try {
    read()
    return []
  } catch (error) {
    return [{ id: `admin.${id}`, error: error as NuagesError }]
  }
}

/** A field of the model itself, as a form has it. */
export function isField({ info }: Pick<Looked, 'info'>, name: string): boolean {
  return info.column(name) !== undefined || info.relations.has(name)
}

/** The names that are no field of the model. */
export function unknownFields(id: string, { info }: Looked, option: string, names: readonly string[]): Problem[] {
  const known = [...info.columns.map((column) => column.property), ...info.relations.keys()]
  return names
    .filter((name) => !isField({ info }, name))
    .map((name) => ({
      id: `admin.${id}`,
      error: adminErrors.UNKNOWN_PATH({
        model: info.label,
        option,
        path: name,
        problem: `${info.label} has no field '${name}'${didYouMean(name, known)}.`,
      }),
    }))
}

/** Names that stand in a list more than once. */
export function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}

/** The relation of a field that a form writes: not one that another model holds. */
export function heldRelation(info: ModelInfo, name: string): RelationInfo | undefined {
  const relation = info.relations.get(name)
  const held =
    relation?.kind === 'foreignKey' || relation?.kind === 'oneToOne' || relation?.field?.type === 'manyToMany'
  return held ? relation : undefined
}
