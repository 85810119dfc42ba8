import type { ModelInfo, RelationInfo } from '../../../data/query/index.ts'
import { formsErrors } from '../errors.ts'
import type { FormField } from './inputs.ts'

/** Which fields a model form has. */
export interface FieldChoice {
  /** In this order; `'__all__'` for every field that can be edited. */
  readonly fields?: readonly string[] | '__all__'
  readonly exclude?: readonly string[]
}

/** A many-to-many that this model declares and whose link table has nothing else to fill in. */
function isEditableMany(relation: RelationInfo): boolean {
  return relation.kind === 'manyToMany' && relation.field?.type === 'manyToMany' && relation.through?.automatic === true
}

/** The lookups to which a relation's own declaration limits what can be chosen. */
function limitOf(field: object): Pick<FormField, 'limit'> {
  const { limitChoicesTo: limit } = (field as { options?: { limitChoicesTo?: object | (() => object) } }).options ?? {}
  return limit === undefined ? {} : { limit }
}

/** Everything of a model that a form can edit: columns in the order of declaration, then many-to-many relations. */
export function editableFields(info: ModelInfo): readonly FormField[] {
  let fields = editable.get(info)
  if (fields === undefined) editable.set(info, (fields = readFields(info)))
  return fields
}

const editable = new WeakMap<ModelInfo, readonly FormField[]>()

function readFields(info: ModelInfo): readonly FormField[] {
  const fields: FormField[] = []
  for (const column of info.columns) {
    const schema = column.field.describe()
    if (!schema.editable || (column.primaryKey && ['auto', 'bigAuto'].includes(column.field.type))) continue
    fields.push({ name: column.property, schema, target: column.relation?.to ?? null, ...limitOf(column.field) })
  }
  for (const relation of info.relations.values()) {
    if (!isEditableMany(relation)) continue
    const schema = relation.field!.describe()
    if (schema.editable)
      fields.push({ name: relation.property, schema, target: relation.to, ...limitOf(relation.field!) })
  }
  return fields
}

/** The fields of one form, in its order. Throws for names that the model does not have, and where none are named. */
export function chooseFields(info: ModelInfo, choice: FieldChoice): readonly FormField[] {
  if (choice.fields === undefined && choice.exclude === undefined) throw formsErrors.NO_FIELDS({ model: info.name })
  const all = editableFields(info)
  const byName = new Map(all.map((field) => [field.name, field]))
  const find = (name: string, option: string): FormField => {
    const found = byName.get(name)
    if (found !== undefined) return found
    throw formsErrors.UNKNOWN_MODEL_FIELD({ model: info.name, field: name, option, known: [...byName.keys()] })
  }
  const excluded = new Set((choice.exclude ?? []).map((name) => find(name, 'exclude').name))
  const named =
    choice.fields === undefined || choice.fields === '__all__' ? all : choice.fields.map((name) => find(name, 'fields'))
  return named.filter(({ name }) => !excluded.has(name))
}
