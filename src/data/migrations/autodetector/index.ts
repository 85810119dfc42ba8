import type { Field, FieldState } from '../../query/index.ts'
import type { Questions } from '../questions.ts'
import type { ProjectState } from '../state.ts'
import { changedFields } from './fields.ts'
import { createdModels, deletedModels } from './models.ts'
import { changedOptions, isEarly } from './options.ts'
import { detectRenames } from './renames.ts'
import { type Draft, split } from './split.ts'
import { sorted } from './step.ts'

export type { Draft } from './split.ts'

const noLive: ReadonlyMap<FieldState, Field> = new Map()

/**
 * The migrations that lead from one state to another, not yet named. Asks what it cannot know: renames, and values for
 * rows that are there already. `live` are the fields of the model classes, where functions as defaults can be called.
 * Semantics: https://docs.djangoproject.com/en/stable/topics/migrations/
 */
export async function autodetect(
  before: ProjectState,
  after: ProjectState,
  questions: Questions,
  live: ReadonlyMap<FieldState, Field> = noLive,
): Promise<Draft[]> {
  const renamed = await detectRenames(before, after, questions)
  const old = renamed.state
  const created = createdModels(old, after)
  const fields = await changedFields(old, after, questions, live)
  const options = changedOptions(old, after)
  const steps = [
    ...renamed.steps,
    ...created,
    ...deletedModels(old, after),
    ...options.filter(isEarly),
    ...fields,
    ...options.filter((step) => !isEarly(step)),
  ]
  return split(sorted(steps))
}
