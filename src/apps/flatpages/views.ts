import { type Service, service, tryUse } from '../../base/context/index.ts'
import { markSafe, type SafeString } from '../../base/text/index.ts'
import type { AnyQuerySet } from '../../data/orm/index.ts'
import {
  defineMiddleware,
  type HttpRequest,
  httpErrors,
  type LightResponse,
  type Middleware,
  redirect,
  render,
  requireMethods,
  type View,
} from '../../web/http/index.ts'
import { requireLogin } from '../auth/index.ts'
import { FlatPage, longestUrl } from './models.ts'

export interface FlatPagesOptions {
  /** Only pages of this site (`django_flatpage_sites`). Default: all pages. */
  readonly site?: number
  /**
   * What becomes of a page's content: the HTML that a template shows as it is. Default: the content itself, as in Django: who may write pages may write any HTML. A site whose writers
   * are not trusted that far gives a function that makes clean HTML of it, of Markdown for example.
   */
  readonly content?: (page: FlatPage) => SafeString | Promise<SafeString>
}

/** How the flat pages of the current project are shown. */
export const flatPagesService: Service<FlatPagesOptions> = service<FlatPagesOptions>('flat pages')

/**
 * A view for flat pages under a route: `path('pages/<path:url>', flatPage())` answers '/pages/about/' with the page '/about/'. A page that is only there with a slash at its end is redirected
 * to. Semantics: Django's `flatpage` view (https://docs.djangoproject.com/en/stable/ref/contrib/flatpages/).
 */
export function flatPage(options?: FlatPagesOptions): View<{ readonly url: string }> {
  return requireMethods(['GET'], async (request, { url }) => {
    const found = await findPage(url.startsWith('/') ? url : `/${url}`, settings(options))
    if (found === null) throw httpErrors.NOT_FOUND({ what: request.path })
    return found.slashed ? withSlash(request) : show(request, found.page, settings(options))
  })
}

/** Answers with a flat page where nothing else answers a GET (404): what a project with `flatpagesApp` does. */
export function flatPageFallback(options?: FlatPagesOptions): Middleware {
  const answer = async (request: HttpRequest, response: LightResponse): Promise<Response> => {
    const found = await findPage(request.path, settings(options))
    if (found === null) return response
    return found.slashed ? withSlash(request) : show(request, found.page, settings(options))
  }
  return defineMiddleware({
    name: 'flatpages',
    after: (request, response) =>
      response.status !== 404 || (request.method !== 'GET' && request.method !== 'HEAD')
        ? response
        : answer(request, response),
  })
}

function settings(options: FlatPagesOptions | undefined): FlatPagesOptions {
  return options ?? tryUse(flatPagesService) ?? {}
}

interface Found {
  readonly page: FlatPage
  /** It is there with a slash more at its end. */
  readonly slashed: boolean
}

async function findPage(url: string, { site }: FlatPagesOptions): Promise<Found | null> {
  if (url.length > longestUrl || url.includes('\0') || !url.isWellFormed()) return null
  const urls = url.endsWith('/') ? [url] : [url, `${url}/`]
  const rows = FlatPage.filter({ url__in: urls }).orderBy('id')
  const found = await (site === undefined ? rows : rows.filter({ sites__site: site }))
  const exact = found.find((page) => page.url === url)
  if (exact !== undefined) return { page: exact, slashed: false }
  // Not just any row: a database that takes capitals for small letters gives others too.
  const slashed = found.find((page) => page.url === `${url}/`)
  return slashed === undefined ? null : { page: slashed, slashed: true }
}

/** The same address with a slash behind its path; no visitor's text becomes a host. */
function withSlash(request: HttpRequest): Response {
  const [path = '', query] = request.target.split(/\?(.*)/s)
  const safe = path.replaceAll('\\', '%5C').replace(/^\/{2,}/, '/')
  return redirect(`${safe}/${query === undefined ? '' : `?${query}`}`, { status: 301 })
}

const defaultTemplate = 'flatpages/default.html'

async function show(request: HttpRequest, page: FlatPage, options: FlatPagesOptions): Promise<Response> {
  if (!page.registrationRequired) return draw(request, page, options)
  // Without users nobody is registered.
  if (request.user === undefined) throw httpErrors.FORBIDDEN({ what: request.path })
  return requireLogin(() => draw(request, page, options))(request, {})
}

async function draw(request: HttpRequest, page: FlatPage, options: FlatPagesOptions): Promise<Response> {
  const content = options.content === undefined ? markSafe(page.content) : await options.content(page)
  return render(request, page.templateName === '' ? defaultTemplate : page.templateName, {
    flatpage: { title: page.title, url: page.url, content, registrationRequired: page.registrationRequired },
  })
}

/** Flat pages for a navigation: those below an address, and without a user only those for everybody. */
export async function flatPages(
  choice: { readonly startsWith?: string; readonly registered?: boolean } = {},
  options?: FlatPagesOptions,
): Promise<readonly FlatPage[]> {
  const { site } = settings(options)
  let rows = FlatPage.all() as unknown as AnyQuerySet
  if (site !== undefined) rows = rows.filter({ sites__site: site })
  if (choice.registered !== true) rows = rows.filter({ registrationRequired: false })
  if (choice.startsWith !== undefined) rows = rows.filter({ url__startswith: choice.startsWith })
  return (await rows) as unknown as readonly FlatPage[]
}
