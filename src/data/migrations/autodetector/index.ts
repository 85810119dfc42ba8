import type { Field, FieldState } from '../../query/index.ts'
import { type Roles, rolesOf, withRoles } from '../files/swappable.ts'
import type { Questions } from '../making/questions.ts'
import { type CreateModel, createModel, type Operation } from '../operations/index.ts'
import { optimize } from '../optimizer/index.ts'
import { keyOf, type ProjectState } from '../state.ts'
import { changedFields } from './fields.ts'
import { createdModels, deletedModels } from './models.ts'
import { changedOptions } from './options.ts'
import { detectRenames } from './renames.ts'
import { type Draft, split } from './split.ts'

export type { Draft } from './split.ts'

const noLive: ReadonlyMap<FieldState, Field> = new Map()

/**
 * The migrations that lead from one state to another, not yet named. Asks what it cannot know: renames, and values for
 * rows that are there already. `live` are the fields of the model classes, where functions as defaults can be called; keys to
 * the models of `roles` are written so that another project may have another model there.
 * Semantics: https://docs.djangoproject.com/en/stable/topics/migrations/
 */
export async function autodetect(
  before: ProjectState,
  after: ProjectState,
  questions: Questions,
  live: ReadonlyMap<FieldState, Field> = noLive,
  roles: Roles = rolesOf(after),
): Promise<Draft[]> {
  const renamed = await detectRenames(before, after, questions)
  const old = renamed.state
  const created = createdModels(old, after)
  const fields = await changedFields(old, after, questions, live)
  const options = changedOptions(old, after)
  const steps = [
    ...created.models,
    ...renamed.models,
    ...deletedModels(old, after),
    ...created.completions,
    ...options.early,
    ...renamed.fields,
    ...fields,
    ...options.late,
  ]
  const byKey = new Map([...roles].map(([role, label]) => [label.toLowerCase(), role]))
  return split(steps, byKey).map((draft) => {
    const operations = optimize(draft.operations, draft.app)
    const ordered = operations.map((operation) => inDeclaredOrder(operation, draft.app, after))
    return { ...draft, operations: ordered.map((operation) => withRoles(operation, roles)) }
  })
}

/** A new model with its fields as its class has them: relations were added to it last. */
function inDeclaredOrder(operation: Operation, app: string, after: ProjectState): Operation {
  if (operation.kind !== 'createModel') return operation
  const given = (operation as CreateModel).arguments
  const declared = Object.keys(after.models.get(keyOf(app, given.name))?.fields ?? {})
  const entries = Object.entries(given.fields)
  entries.sort(([a], [b]) => declared.indexOf(a) - declared.indexOf(b))
  return createModel({ ...given, fields: Object.fromEntries(entries) })
}
