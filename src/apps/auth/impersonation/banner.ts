import { escapeHtml } from '../../../base/text/index.ts'
import {
  defineMiddleware,
  type HttpRequest,
  insertMarkup,
  type Middleware,
  markPersonal,
  staticUrl,
  takesMarkup,
  tryReverse,
} from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { csrfToken } from '../../../web/security/index.ts'
import { impersonatorOf } from '../identity/shown.ts'
import { markerCookie } from './impersonate.ts'

/**
 * Puts a banner at the beginning of every page while somebody acts as somebody else: who that is, and the button that ends it. Such pages are kept by
 * nobody. Other requests cost the look at one cookie.
 */
export function impersonationBanner(): Middleware {
  return defineMiddleware({
    name: 'impersonationBanner',
    before: (request) => (request.cookie(markerCookie) === null ? undefined : prepare(request)),
    after(request: Carrier, response) {
      const banner = request[bannerKey]
      if (banner === undefined || !takesMarkup(response)) return response
      const page = insertMarkup(response, () => banner, 'start')
      page.headers.set('cache-control', 'no-store')
      const policy = page.headers.get('content-security-policy')
      if (policy !== null) page.headers.set('content-security-policy', withBanner(policy))
      return page
    },
  })
}

const bannerKey = Symbol('nuages.impersonation-banner')
type Carrier = HttpRequest & { [bannerKey]?: string }

/** Before the view: an answer may be a stream, and the session is written before it is read to its end. */
async function prepare(request: Carrier): Promise<undefined> {
  const actor = await impersonatorOf(request)
  if (actor === null) return
  markPersonal(request, 'a banner')
  request[bannerKey] = await bannerFor(request, String(actor))
}

/** A policy that lets in the form and the style sheet of the banner: those of pages without any, such as pages of errors, forbid both. */
function withBanner(policy: string): string {
  const widened = policy.split(';').map((directive) => {
    const [name = '', ...sources] = directive.trim().split(/\s+/)
    if (!['form-action', 'style-src'].includes(name) || sources.includes("'self'")) return directive.trim()
    return [name, ...sources.filter((source) => source !== "'none'"), "'self'"].join(' ')
  })
  return widened.join('; ')
}

async function bannerFor(request: HttpRequest, actor: string): Promise<string> {
  const text = gettext('%(actor)s acts as %(user)s.')
    .replace('%(actor)s', actor)
    .replace('%(user)s', String(await request.user))
  return `<link rel="stylesheet" href="${escapeHtml(staticUrl('auth/impersonation.css'))}">\
<aside class="nuages-impersonation"><p>${escapeHtml(text)}</p>${stopForm(request)}</aside>`
}

function stopForm(request: HttpRequest): string {
  const action = tryReverse('impersonation:stop')
  if (action === null) return ''
  const token = escapeHtml(csrfToken(request))
  return `<form method="post" action="${escapeHtml(action)}"><input type="hidden" name="csrfmiddlewaretoken" value="${token}">\
<button>${escapeHtml(gettext('Be yourself again'))}</button></form>`
}
