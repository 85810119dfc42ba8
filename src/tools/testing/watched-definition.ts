import { defineProject, type ProjectDefinition } from '../project/index.ts'
import { insideRequest } from './inside-request.ts'
import { noteError } from './observation.ts'

/** A project's definition with what tests need: errors of views reach the client that asked, and work can be done inside a request. */
export function watched({ options }: ProjectDefinition): ProjectDefinition {
  const { middleware = [], onError, ...rest } = options
  return defineProject({
    ...rest,
    middleware: [...middleware, insideRequest],
    onError(error, context) {
      if (context.phase === 'request' || context.phase === 'page') noteError(error)
      return onError?.(error, context)
    },
  })
}
