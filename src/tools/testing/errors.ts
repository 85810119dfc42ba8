import { defineErrors } from '../../base/errors/index.ts'

export const testingErrors = defineErrors('TESTING', {
  QUERY_COUNT: {
    status: null,
    message: ({ expected, statements }: { expected: number; statements: readonly string[] }) =>
      `${statements.length} queries instead of ${expected}:\n${statements.join('\n')}`,
    hint: 'Load relations with selectRelated or prefetchRelated, or correct the number.',
  },
})
