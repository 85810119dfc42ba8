import { defineErrors } from '../../base/errors/index.ts'

export const messagesErrors = defineErrors('MESSAGES', {
  NO_MESSAGES: {
    status: 500,
    message: () => 'The request carries no messages.',
    hint: 'Put the `flashMessages()` middleware in front of the view; a project has it unless it says `messages: false`.',
  },
  BAD_LEVEL: {
    status: null,
    message: ({ level }: { level: unknown }) => `${String(level)} is no level of a message.`,
    hint: 'Use a whole number from 1 to 1000: those of `messageLevels`, or one of your own with its tag in `tags`.',
  },
  TOO_LONG: {
    status: null,
    message: ({ length, most }: { length: number; most: number }) =>
      `A message of HTML has ${length} characters, and may have ${most}.`,
    hint: 'Say it in a sentence and link to the rest. Plain text is shortened by itself; HTML cannot be cut without breaking it.',
  },
})
