import { type ReverseParams, tryReverse } from '../../web/http/index.ts'
import { secondFactorErrors } from './errors.ts'

/** The pages of `secondFactorUrls`. */
export type SecondFactorPage = 'overview' | 'challenge' | 'recovery' | 'enrol' | 'remove' | 'codes'

/** The address of a page. Throws `NUAGES_SECONDFACTOR_NOT_MOUNTED`. */
export function secondFactorAddress(
  page: SecondFactorPage,
  query: Readonly<Record<string, string>> = {},
  params: ReverseParams = {},
): string {
  const address = tryReverse(`secondFactor:${page}`, params, { query })
  if (address === null) throw secondFactorErrors.NOT_MOUNTED({ name: `secondFactor:${page}` })
  return address
}
