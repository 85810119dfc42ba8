import { type CreateModel, createModel, type Operation } from '../operations/index.ts'
import { emptyState, keyOf } from '../state.ts'
import { type Known, modelOf } from './known.ts'

/**
 * A model that is created, with what is done to it later: it is created so at once. It has no rows yet, so nothing is lost
 * of what would fill them.
 */
export function withCreated(created: CreateModel, next: Known, app: string): readonly Operation[] | null {
  const { name, options } = created.arguments
  if (next.kind === 'createModel' || keyOf(app, modelOf(next)) !== keyOf(app, name)) return null
  // Somebody may have been given the permissions of a proxy meanwhile.
  if (next.kind === 'deleteModel') return options?.proxy === true ? null : []
  const { models } = next.changeState(created.changeState(emptyState, app), app)
  const [model] = models.values()
  const { name: own, fields, options: all } = model!
  return [createModel({ name: own, fields, ...(Object.keys(all).length > 0 && { options: all }) })]
}
