import { defineErrors } from '../errors/index.ts'

export const contextErrors = defineErrors('CONTEXT', {
  NO_PROJECT: {
    status: null,
    message: ({ service }: { service: string }) => `There is no current project to take the ${service} from.`,
    hint: 'Start the project first: `await connect(url, { models })` in a script, `defineProject` and `serve` in an application.',
  },
  NO_SERVICE: {
    status: null,
    message: ({ service }: { service: string }) => `The current project has no ${service}.`,
    hint: 'Add the battery that provides it to the project, or its settings to `defineProject`.',
  },
})
