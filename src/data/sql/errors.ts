import { defineErrors } from '../../base/errors/index.ts'

export const sqlErrors = defineErrors('SQL', {
  UNSUPPORTED_DATABASE: {
    status: null,
    message: ({ database }: { database: string }) => `The SQL compiler does not speak '${database}' in this version.`,
    hint: 'Use SQLite.',
  },
  UNSUPPORTED_LOOKUP: {
    status: null,
    message: ({ lookup, field, database }: { lookup: string; field: string; database: string }) =>
      `The lookup '${lookup}' of a ${field} does not exist on ${database}.`,
    hint: 'Write the comparison with lookups that the database has, or with `sql`.',
  },
})
