import { defineErrors } from '../../base/errors/index.ts'

export const sqlErrors = defineErrors('SQL', {
  UNSUPPORTED_DATABASE: {
    status: null,
    message: ({ database }: { database: string }) => `The SQL compiler does not speak '${database}' in this version.`,
    hint: 'Use SQLite, PostgreSQL or MariaDB.',
  },
  UNSUPPORTED_LOOKUP: {
    status: null,
    message: ({ lookup, field, database }: { lookup: string; field: string; database: string }) =>
      `The lookup '${lookup}' of a ${field} does not exist on ${database}.`,
    hint: 'Write the comparison with lookups that the database has, or with `sql`.',
  },
  UNSUPPORTED_FUNCTION: {
    status: null,
    message: ({ name, database }: { name: string; database: string }) =>
      `The function '${name}' does not exist on ${database}.`,
    hint: 'The reference of queries says which databases have it; compute the value in the program, or write it with `sql`.',
  },
  UNSUPPORTED_QUERY: {
    status: null,
    message: ({ what, database }: { what: string; database: string }) =>
      `A query needs ${what}, which ${database} cannot do.`,
    hint: 'Ask for it in another way, or do this part in the program.',
  },
})
