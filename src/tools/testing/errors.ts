import { defineErrors } from '../../base/errors/index.ts'

export const testingErrors = defineErrors('TESTING', {
  REDIRECT_LOOP: {
    status: null,
    message: ({ url, limit }: { url: string; limit: number }) =>
      `The site redirected more than ${limit} times, the last time to ${url}.`,
    hint: 'Ask without `follow` to see where each answer leads.',
  },
  QUERY_COUNT: {
    status: null,
    message: ({ expected, statements }: { expected: number; statements: readonly string[] }) =>
      `${statements.length} queries instead of ${expected}:\n${statements.join('\n')}`,
    hint: 'Load relations with selectRelated or prefetchRelated, or correct the number.',
  },
  BAD_SELECTOR: {
    status: null,
    message: ({ selector }: { selector: string }) => `'${selector}' is no selector of one element.`,
    hint: "Name a form by its tag, id, class or attributes: '#contact', 'form.search', 'form[action=\"/find/\"]'.",
  },
  NO_FORM: {
    status: null,
    message: ({ selector, known }: { selector: string | null; known: readonly string[] }) =>
      `${selector === null ? (known.length === 0 ? 'The page has no form' : 'The page has several forms') : `The page has no form '${selector}'`}${known.length === 0 ? '.' : `; it has ${known.join(', ')}.`}`,
    hint: "Name one form of the page: `page.form('#contact')`. A page that is an error or a redirect may have none: look at `page.status`.",
  },
  NO_FIELD: {
    status: null,
    message: ({ name, known, hint }: { name: string; known: readonly string[]; hint: string }) =>
      `The form has no field '${name}'${hint}. It has: ${known.join(', ')}.`,
    hint: 'Fill in what the page asks for, or correct the name.',
  },
  BAD_FILL: {
    status: null,
    message: ({ name, problem }: { name: string; problem: string }) =>
      `The field '${name}' cannot be filled so: ${problem}.`,
    hint: 'Give what a person could type or choose there.',
  },
  NO_BUTTON: {
    status: null,
    message: ({ button, known }: { button: string; known: readonly string[] }) =>
      `The form has no button '${button}'. It has: ${known.join(', ') || 'none'}.`,
    hint: "Name a button by its name, by 'name=value' or by what it says.",
  },
  NOT_JSON: {
    status: null,
    message: ({ status, start }: { status: number; start: string }) => `The answer (${status}) is no JSON: ${start}`,
    hint: 'Look at its status and text.',
  },
  NOT_INSIDE: {
    status: null,
    message: () => 'The request never came to where a view answers, so that nothing could be done in it.',
    hint: 'Take the client of a `testProject`, and see that no middleware answers before.',
  },
  UNSAFE_FOLDER: {
    status: null,
    message: ({ folder }: { folder: string }) =>
      `The folder ${folder}, where databases of tests are kept, belongs to somebody else or may be written by others.`,
    hint: 'Remove it, or point TMPDIR to a folder of your own.',
  },
  DANGLING_KEY: {
    status: null,
    message: ({ table, target }: { table: string; target: string }) =>
      `At the end of the test a row of ${table} names a row of ${target} that is not there.`,
    hint: 'A commit would have refused it: make the row that it names, or set the key to null.',
  },
  ROLLED_BACK: {
    status: null,
    message: () => 'The transaction of a test is rolled back.',
    hint: 'Nothing is wrong: no test sees this.',
  },
  NO_TRANSACTION: {
    status: null,
    message: () => 'Commits are commits here: nothing can be kept from being done after them.',
    hint: 'Call `captureOnCommit` in a `dbTest`.',
  },
  NO_VALUE: {
    status: null,
    message: ({ field, problem }: { field: string; property: string; problem: string }) =>
      `No value could be made up for ${field}: ${problem}`,
    hint: 'Give one: `factory(Model, { defaults: { field: (number) => … } })`.',
  },
  NO_MODEL_FIELD: {
    status: null,
    message: ({ model, name, hint }: { model: string; name: string; hint: string }) =>
      `${model} has no field '${name}'${hint}.`,
    hint: 'Correct the name in the values of the factory.',
  },
  NO_TRAIT: {
    status: null,
    message: ({ name, known }: { name: string; known: readonly string[] }) =>
      `The factory has no trait '${name}'. It has: ${known.join(', ') || 'none'}.`,
    hint: 'Name traits as the factory declares them.',
  },
  FACTORY_CIRCLE: {
    status: null,
    message: ({ model }: { model: string }) =>
      `A row of ${model} needs another one, and that another one, without an end.`,
    hint: 'Give the relation a row, or a key, in the values of the factory.',
  },
  BAD_MOMENT: {
    status: null,
    message: ({ moment }: { moment: string }) => `'${moment}' is no moment at which a clock can stand.`,
    hint: "Give a `Date`, milliseconds since 1970, or ISO text: '2026-01-01T00:00:00Z'.",
  },
  CLOCK_ORDER: {
    status: null,
    message: () => 'A clock was released that is not the one which was stopped last.',
    hint: 'Release clocks inside of one another from the inside: `using` does. Tests that stop the clock must not run at the same time in one process.',
  },
  TASKS_INSIDE: {
    status: null,
    message: () => "The engine of this project's tasks cannot run jobs inside of a test's transaction.",
    hint: 'Let tests keep jobs in the database (`TASKS_URL=database:`), or run tasks in a `transactionTest`.',
  },
})
