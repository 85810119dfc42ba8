import { defineErrors } from '../errors/index.ts'

export const validationErrors = defineErrors('VALIDATION', {
  FAILED: {
    status: 400,
    message: ({ issues }: { issues: readonly { readonly message: string; readonly field: string | null }[] }) =>
      issues.map(({ field, message }) => (field === null ? message : `${field}: ${message}`)).join(' '),
    hint: 'Correct the values that the issues name and send them again.',
  },
})
