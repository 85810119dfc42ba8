import { defineErrors } from '../../base/errors/index.ts'

export const feedErrors = defineErrors('FEEDS', {
  BAD_VALUE: {
    status: 500,
    message: ({ where, problem }: { where: string; problem: string }) => `${where} of a feed ${problem}.`,
    hint: 'The reference of `feed()` says what each field takes.',
  },
  NO_DATE: {
    status: 500,
    message: ({ where }: { where: string }) => `${where} of an Atom feed has no date.`,
    hint: 'Atom wants one for each entry: give `updated` or `published`.',
  },
  MANY_ENCLOSURES: {
    status: 500,
    message: ({ where, count }: { where: string; count: number }) => `${where} of an RSS feed has ${count} enclosures.`,
    hint: "RSS 2.0 has room for one: give one, or take `format: 'atom'`.",
  },
})
