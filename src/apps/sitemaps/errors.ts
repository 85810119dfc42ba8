import { defineErrors } from '../../base/errors/index.ts'

export const sitemapErrors = defineErrors('SITEMAPS', {
  BAD_VALUE: {
    status: 500,
    message: ({ where, problem }: { where: string; problem: string }) => `${where} of a sitemap ${problem}.`,
    hint: 'The reference of `sitemaps()` says what each field takes.',
  },
  TOO_LARGE: {
    status: 500,
    message: ({ section, limit }: { section: string; limit: number }) =>
      `A page of the sitemap of '${section}' has more than ${limit} bytes.`,
    hint: 'Search engines refuse it: set a smaller `pageSize` for the section.',
  },
})
