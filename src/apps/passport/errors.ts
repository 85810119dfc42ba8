import { defineErrors } from '../../base/errors/index.ts'

export const passportErrors = defineErrors('PASSPORT', {
  NO_NAME: {
    status: null,
    message: () => 'The strategy has no name.',
    hint: "Give one: `passportLogin(strategy, { name: 'github' })`.",
  },
  NOT_A_USER: {
    status: 500,
    message: ({ strategy }: { strategy: string }) => `What the strategy '${strategy}' found is no user of the project.`,
    hint: 'Let `verify` give a row of the user model, or say with the option `user` which row belongs to what it gives.',
  },
  NO_LOGIN: {
    status: 500,
    message: ({ strategy }: { strategy: string }) =>
      `The strategy '${strategy}' logs in by itself, where it is only asked.`,
    hint: 'Give `fromPassport` what `logIn` does, or use `passportLogin`.',
  },
  STRATEGY_FAILED: {
    status: 502,
    message: ({ strategy }: { strategy: string }) => `The strategy '${strategy}' failed.`,
    hint: 'Look at its cause: mostly a provider that cannot be reached, or options that the provider does not know.',
  },
  TIMED_OUT: {
    status: 504,
    message: ({ strategy, seconds }: { strategy: string; seconds: number }) =>
      `The strategy '${strategy}' has not said anything for ${seconds} seconds.`,
    hint: 'See that `verify` calls `done` in every case; `timeout` gives it longer.',
  },
})
