import { defineErrors } from '../../base/errors/index.ts'

export const redirectsErrors = defineErrors('REDIRECTS', {
  BAD_OPTION: {
    status: null,
    message: ({ option, given }: { option: string; given: unknown }) =>
      `${String(given)} cannot be '${option}' of redirects.`,
    hint: 'Give `site` a whole number, `status` one of 301, 302, 307 and 308, `cache` whole numbers of `entries` and `seconds`.',
  },
})
