import { defineProject, type ProjectDefinition } from '../project/index.ts'
import { insideRequest } from './inside-request.ts'
import { noteError } from './observation.ts'

/** What was being done when an error is one that whoever asked should hear of. */
const shownPhases: ReadonlySet<string> = new Set(['request', 'page', 'after'])

/** A project's definition with what tests need: errors of views reach the client that asked, and work can be done inside a request. */
export function watched({ options }: ProjectDefinition): ProjectDefinition {
  const { middleware = [], onError, ...rest } = options
  return defineProject({
    ...rest,
    middleware: [...middleware, insideRequest],
    onError(error, context) {
      if (shownPhases.has(context.phase)) noteError(error)
      return onError?.(error, context)
    },
  })
}
