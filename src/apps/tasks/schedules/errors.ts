import { defineErrors } from '../../../base/errors/index.ts'

export const schedulesErrors = defineErrors('SCHEDULES', {
  BAD_CRON: {
    status: null,
    message: ({ name, text, position, problem }: { name: string; text: string; position: number; problem: string }) =>
      `The schedule '${name}' has a wrong cron expression '${text}', at character ${position + 1}: ${problem}.`,
    hint: "Write minute, hour, day of month, month and day of week: '0 3 * * *' is every day at 3 o'clock; six fields begin with the second.",
  },
  NEVER: {
    status: null,
    message: ({ name, text }: { name: string; text: string }) =>
      `The schedule '${name}' has the cron expression '${text}', which no day ever matches.`,
    hint: 'Look at day and month: 30 February, for one, does not come.',
  },
  BAD_INTERVAL: {
    status: null,
    message: ({ name, every }: { name: string; every: string }) =>
      `The schedule '${name}' has a wrong interval '${every}'.`,
    hint: "Write numbers with units, from a second to 400 days: '30s', '15m', '2h', '1d', '1h30m'; or milliseconds as a number.",
  },
  BAD_NAME: {
    status: null,
    message: ({ name, problem }: { name: string; problem: string }) =>
      `'${name}' cannot be the name of a schedule: ${problem}.`,
    hint: "Use up to 100 letters, digits, dots, dashes and underscores: 'nightly', 'billing.reminders'.",
  },
  NOT_LISTED: {
    status: null,
    message: ({ name, task }: { name: string; task: string }) =>
      `The schedule '${name}' runs the task '${task}', which no app of the project lists.`,
    hint: 'Export the task from a module that an app lists: `defineApp({ tasks })`.',
  },
  TWICE: {
    status: null,
    message: ({ name }: { name: string }) => `There are two schedules named '${name}'.`,
    hint: 'Give each a name of its own: by its name it is known which of its moments were run.',
  },
})
