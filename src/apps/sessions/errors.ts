import { defineErrors } from '../../base/errors/index.ts'

export const sessionsErrors = defineErrors('SESSIONS', {
  NO_SESSION: {
    status: 500,
    message: () => 'The request has no session.',
    hint: 'Put the `sessions(…)` middleware in front of the view; a project with `sessionsApp` has it.',
  },
  NOT_PLAIN: {
    status: null,
    message: ({ name, type }: { name: string; type: string }) =>
      `A session cannot keep a value of type ${type} under '${name}'.`,
    hint: 'Keep plain data: text, numbers, booleans, null, lists and objects of these; a key instead of a row.',
  },
})
