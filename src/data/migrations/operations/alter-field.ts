import type { FieldState } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { fieldIn, labelOf, modelIn, type ProjectState, referenceKey, withModel } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import { fillsOf } from '../tables/fills.ts'
import type { Change, Operation } from './operation.ts'

export interface AlterFieldArguments {
  readonly model: string
  readonly name: string
  readonly field: FieldState
  /** What replaces the nulls of rows that are there already, where the field loses its null. */
  readonly fill?: unknown
}

export type AlterField = Operation<'alterField', AlterFieldArguments>

/** Changes a field's type or options; values stay, as far as the new type can hold them. */
export function alterField(given: AlterFieldArguments): AlterField {
  const { model, name, field } = given
  const description = `Alter field ${name} on ${model}`
  const isNull = (state: ProjectState, app: string) =>
    modelIn(state, app, model, description).fields[name]?.options.null === true
  const losesNull = ({ before, after, app }: Change) => isNull(before, app) && !isNull(after, app)
  return {
    kind: 'alterField',
    arguments: given,
    description,
    fragment: `alter_${model}_${name}`.toLowerCase(),
    reversible: true,
    withFields: (change) => alterField({ ...given, field: change(field) }),
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      const before = fieldIn(found, name, description)
      if (linkOf(before) !== linkOf(field))
        throw migrationErrors.RELATION_CHANGE({ field: `${labelOf(found)}.${name}` })
      return withModel(state, { ...found, fields: { ...found.fields, [name]: field } })
    },
    forwards: (change) => changeTables(change, losesNull(change) ? fillsOf(change, given) : null),
    backwards(change) {
      if (!losesNull(change)) return changeTables(change)
      const before = fieldIn(modelIn(change.after, change.app, model, description), name, description)
      return changeTables(change, fillsOf(change, { model, name, field: before }))
    },
  }
}

/** Where a field keeps its values: a column, a link table of its own, or a model. */
function linkOf(field: FieldState): string {
  return field.type === 'manyToMany' ? (referenceKey(field, 'through') ?? 'own') : 'column'
}
