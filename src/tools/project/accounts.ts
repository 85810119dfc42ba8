import { NoReverseMatch, type Router } from '../../web/http/index.ts'
import { projectErrors } from './errors.ts'

/** Where visitors log in: on the page of accounts where it is mounted, else on the admin's. */
export function loginPage(router: () => Router): string {
  try {
    return router().reverse('accounts:login')
  } catch (error) {
    if (error instanceof NoReverseMatch) return '/admin/login/'
    throw error
  }
}

/** Scheme and host alone. Throws `NUAGES_PROJECT_BAD_SITE_URL`. */
export function siteUrlOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search + url.hash + url.username !== ''
  )
    throw projectErrors.BAD_SITE_URL({ given })
  return url.origin
}
