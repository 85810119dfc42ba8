import { tryUse } from '../../base/context/index.ts'
import { NoReverseMatch, type ReverseParams, routerService } from '../../web/http/index.ts'
import { secondFactorErrors } from './errors.ts'

/** The pages of `secondFactorUrls`. */
export type SecondFactorPage = 'overview' | 'challenge' | 'recovery' | 'enrol' | 'remove' | 'codes'

/** The address of a page, or null where the project has not mounted them. */
export function trySecondFactorAddress(
  page: SecondFactorPage,
  query: Readonly<Record<string, string>> = {},
  params: ReverseParams = {},
): string | null {
  try {
    return tryUse(routerService)?.reverse(`secondFactor:${page}`, params, { query }) ?? null
  } catch (error) {
    if (error instanceof NoReverseMatch) return null
    throw error
  }
}

/** The address of a page. Throws `NUAGES_SECONDFACTOR_NOT_MOUNTED`. */
export function secondFactorAddress(
  page: SecondFactorPage,
  query: Readonly<Record<string, string>> = {},
  params: ReverseParams = {},
): string {
  const address = trySecondFactorAddress(page, query, params)
  if (address === null) throw secondFactorErrors.NOT_MOUNTED({ name: `secondFactor:${page}` })
  return address
}
