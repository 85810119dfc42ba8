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
})
