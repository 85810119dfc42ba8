import { defineErrors } from '../../base/errors/index.ts'

export const searchErrors = defineErrors('SEARCH', {
  UNSUPPORTED_DATABASE: {
    status: null,
    message: ({ name, database }: { name: string; database: string }) =>
      `The search '${name}' cannot work on ${database}: its index needs SQLite or PostgreSQL.`,
    hint: 'Keep the table of nuages/search on a database of one of these kinds: a router chooses it for the label `nuages_search`.',
  },
  NOT_IN_PROJECT: {
    status: null,
    message: ({ name }: { name: string }) => `The search '${name}' belongs to no app of the project.`,
    hint: 'Add `searchApp(…)` with it to the apps of `defineProject`.',
  },
  BAD_NAME: {
    status: null,
    message: ({ what, name }: { what: string; name: string }) => `'${name}' is no name for ${what}.`,
    hint: 'Use up to 50 lower-case letters, digits and underscores, beginning with a letter.',
  },
  DUPLICATE_NAME: {
    status: null,
    message: ({ name }: { name: string }) => `Two searches are called '${name}'.`,
    hint: 'Give each search a name of its own: its entries are kept under it.',
  },
  BAD_ARGUMENT: {
    status: null,
    message: ({ where, needs, given }: { where: string; needs: string; given: string }) =>
      `${where} needs ${needs}, not ${given}.`,
    hint: 'Correct the call.',
  },
  NOT_SEARCHED: {
    status: null,
    message: ({ name, model }: { name: string; model: string }) => `The search '${name}' has no rows of ${model}.`,
    hint: 'Name the model in `defineSearch`, or update only rows of models that are named there.',
  },
  NOT_A_TEXT: {
    status: null,
    message: ({ kind, what, given }: { kind: string; what: string; given: string }) =>
      `${what} of a searched '${kind}' is no text but ${given}.`,
    hint: 'Return a text, a list of texts, or null for none.',
  },
})
