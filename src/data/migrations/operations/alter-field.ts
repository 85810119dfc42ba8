import type { FieldState } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import { fieldIn, keyOf, labelOf, modelIn, type ProjectState, referenceKey, withModel } from '../state.ts'
import { changeTables } from '../tables/change.ts'
import { hasColumn } from '../tables/fields.ts'
import { fillsOf } from '../tables/fills.ts'
import { columnName } from '../tables/names.ts'
import { renameTables } from '../tables/rename.ts'
import type { Change, Operation } from './operation.ts'

export interface AlterFieldArguments {
  readonly model: string
  readonly name: string
  readonly field: FieldState
  /** What replaces the nulls of rows that are there already, where the field loses its null. */
  readonly fill?: unknown
}

export type AlterField = Operation<'alterField', AlterFieldArguments>

/** Changes a field's type or options, its column's name among them; values stay, as far as the new type can hold them. */
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
    async forwards(change) {
      const renamed = await renameColumn(change, model, name)
      await changeTables(renamed, losesNull(change) ? fillsOf(change, given) : null)
    },
    async backwards(change) {
      const renamed = await renameColumn(change, model, name)
      const next = fieldIn(modelIn(change.after, change.app, model, description), name, description)
      await changeTables(renamed, losesNull(change) ? fillsOf(change, { model, name, field: next }) : null)
    },
  }
}

/** A column that is called otherwise afterwards gets its new name first, so that its values stay; gives what is left to change. */
async function renameColumn(change: Change, model: string, name: string): Promise<Change> {
  const { before, after, app } = change
  const [found, next] = [before, after].map((state) => state.models.get(keyOf(app, model))!)
  const [old, field] = [found!.fields[name]!, next!.fields[name]!]
  if (!hasColumn(old) || !hasColumn(field)) return change
  const column = columnName(name, field)
  if (columnName(name, old) === column) return change
  const renamed = { ...old, options: { ...old.options, column } }
  const between = withModel(before, { ...found!, fields: { ...found!.fields, [name]: renamed } })
  await renameTables({ ...change, after: between }, { model })
  return { ...change, before: between }
}

/** Where a field keeps its values: a column, a link table of its own, or a model. */
function linkOf(field: FieldState): string {
  return field.type === 'manyToMany' ? (referenceKey(field, 'through') ?? 'own') : 'column'
}
