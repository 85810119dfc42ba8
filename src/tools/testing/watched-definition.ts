import { defineProject, type LoadedDefinition, loadDefinition, type ProjectDefinition } from '../project/index.ts'
import { insideRequest } from './inside-request.ts'
import { noteError } from './observation.ts'

/**
 * A project's definition, or that of a folder, with what tests need: errors of views reach the client that asked, and work can be done inside
 * a request.
 */
export async function watchedDefinition(what: ProjectDefinition | string): Promise<LoadedDefinition> {
  const { definition, dir } =
    typeof what === 'string' ? await loadDefinition(what) : { definition: what, dir: process.cwd() }
  const { middleware = [], onError, ...options } = definition.options
  const watched = defineProject({
    ...options,
    middleware: [...middleware, insideRequest],
    onError(error, context) {
      if (context.phase === 'request' || context.phase === 'page') noteError(error)
      return onError?.(error, context)
    },
  })
  return { definition: watched, dir }
}
