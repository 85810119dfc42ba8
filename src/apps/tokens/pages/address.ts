import { use } from '../../../base/context/index.ts'
import { NoReverseMatch, routerService } from '../../../web/http/index.ts'
import { tokensErrors } from '../errors.ts'

/** The address of a page of `tokensUrls`. Throws `NUAGES_TOKENS_NOT_MOUNTED`. */
export function tokensAddress(page: 'list' | 'create'): string {
  try {
    return use(routerService).reverse(`tokens:${page}`)
  } catch (error) {
    if (error instanceof NoReverseMatch) throw tokensErrors.NOT_MOUNTED({ name: `tokens:${page}` })
    throw error
  }
}
