import { mapPaths } from '../../orm/index.ts'
import type { FieldState, IndexInfo, UniqueInfo } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'
import {
  fieldIn,
  keyOf,
  labelOf,
  type ModelOptions,
  type ModelState,
  modelIn,
  type ProjectState,
  referenceKey,
  withModel,
} from '../state.ts'
import { renameTables } from '../tables/rename.ts'
import type { Operation } from './operation.ts'

export interface RenameFieldArguments {
  readonly model: string
  readonly from: string
  readonly to: string
}

export type RenameField = Operation<'renameField', RenameFieldArguments>

/** Renames a field and its column; orderings, indexes and constraints of the model follow. */
export function renameField(given: RenameFieldArguments): RenameField {
  const { model, from, to } = given
  const description = `Rename field ${from} on ${model} to ${to}`
  return {
    kind: 'renameField',
    arguments: given,
    description,
    fragment: `rename_${from}_${model}_${to}`.toLowerCase(),
    reversible: true,
    changeState(state, app) {
      const found = modelIn(state, app, model, description)
      fieldIn(found, from, description)
      if (found.fields[to] !== undefined)
        throw migrationErrors.DUPLICATE({ what: `field '${to}' of ${labelOf(found)}`, operation: description })
      const entries = Object.entries(found.fields).map(([name, field]): [string, FieldState] => [
        name === from ? to : name,
        renamedIn(field, from, to),
      ])
      const renamed = withModel(state, {
        ...found,
        fields: Object.fromEntries(entries),
        options: renamedOptions(found.options, from, to),
      })
      return withTargetField(renamed, keyOf(app, model), from, to)
    },
    forwards: (change) => renameTables(change, { model, field: { from, to } }),
    backwards: (change) => renameTables(change, { model, field: { from: to, to: from } }),
  }
}

/** A computed column speaks of others. */
function renamedIn(field: FieldState, from: string, to: string): FieldState {
  if (field.type !== 'generated') return field
  const expression = mapPaths(field.options.expression, (path) => renamedPath(path, from, to))
  return { type: field.type, options: { ...field.options, expression } }
}

/** Relations that hold the values of the field go on to do so. */
function withTargetField(state: ProjectState, key: string, from: string, to: string): ProjectState {
  const models = [...state.models].map(([each, model]): [string, ModelState] => {
    const entries = Object.entries(model.fields).map(([name, field]): [string, FieldState] =>
      referenceKey(field) === key && field.options.toField === from
        ? [name, { ...field, options: { ...field.options, toField: to } }]
        : [name, field],
    )
    const changed = entries.some(([name, field]) => field !== model.fields[name])
    return [each, changed ? { ...model, fields: Object.fromEntries(entries) } : model]
  })
  return { models: new Map(models) }
}

function renamedPath(text: string, from: string, to: string): string {
  const [sign, rest] = text.startsWith('-') ? ['-', text.slice(1)] : ['', text]
  const [first, ...steps] = rest.split('__')
  return sign + [first === from ? to : first, ...steps].join('__')
}

function renamedOptions(options: ModelOptions, from: string, to: string): ModelOptions {
  const path = (text: string) => renamedPath(text, from, to)
  const paths = (texts: readonly string[]) => texts.map(path)
  const keys = <R extends IndexInfo | UniqueInfo>(rule: R): R => ({
    ...rule,
    fields: paths(rule.fields),
    ...(rule.condition && { condition: mapPaths(rule.condition, path) }),
    ...(rule.expressions && { expressions: rule.expressions.map((each) => mapPaths(each, path)) }),
    ...(rule.include && { include: paths(rule.include) }),
  })
  const { ordering, uniqueTogether, indexes, constraints } = options
  return {
    ...options,
    ...(ordering && { ordering: paths(ordering) }),
    ...(uniqueTogether && { uniqueTogether: uniqueTogether.map(paths) }),
    ...(indexes && { indexes: indexes.map(keys) }),
    ...(constraints && {
      constraints: constraints.map((rule) =>
        rule.kind === 'check' ? { ...rule, check: mapPaths(rule.check, path) } : keys(rule),
      ),
    }),
  }
}
