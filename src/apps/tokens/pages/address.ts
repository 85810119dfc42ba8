import { tryReverse } from '../../../web/http/index.ts'
import { tokensErrors } from '../errors.ts'

/** The address of a page of `tokensUrls`. Throws `NUAGES_TOKENS_NOT_MOUNTED`. */
export function tokensAddress(page: 'list' | 'create'): string {
  const address = tryReverse(`tokens:${page}`)
  if (address === null) throw tokensErrors.NOT_MOUNTED({ name: `tokens:${page}` })
  return address
}
