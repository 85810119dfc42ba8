import { defineErrors } from '../errors/index.ts'

export const settingsErrors = defineErrors('SETTINGS', {
  INVALID: {
    status: null,
    message: ({ name, problem }: { name: string; problem: string }) => `The setting ${name} ${problem}.`,
    hint: 'Correct it in the environment or in nuages.config.ts, or leave it out where it has a default.',
  },
  MISSING: {
    status: null,
    message: ({ name, why }: { name: string; why: string }) => `The setting ${name} is missing: ${why}.`,
    hint: 'Set it in the environment of the server process.',
  },
})
