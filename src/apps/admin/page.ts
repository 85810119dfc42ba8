import { type HttpRequest, render } from '../../web/http/index.ts'
import { currentLocale, gettext } from '../../web/i18n/index.ts'
import { offeredLanguages } from '../languages/index.ts'
import { mayView } from './access.ts'
import { assetUrls, packageVersion } from './assets.ts'
import { initials } from './format.ts'
import type { ModelAdmin } from './model-admin.ts'
import { preferences } from './preferences.ts'
import { type AdminRequest, listUrl } from './request.ts'
import { browserTexts } from './texts.ts'
import { toasts } from './toasts.ts'

/** A step of the way to a page; the last one has no address. */
export interface Crumb {
  readonly label: string
  readonly url: string | null
}

/** What a page of the admin is made from, beside its template. */
export interface PageOptions {
  /** In the browser's tab, before the site's name. */
  readonly title: string
  /** After "Overview". */
  readonly crumbs?: readonly Crumb[]
  /** The model that the navigation marks. */
  readonly model?: ModelAdmin
  readonly status?: number
  readonly context?: Readonly<Record<string, unknown>>
}

/** Nothing but what the admin serves may run, load or be sent to from its pages. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/** Draws a page inside the admin's shell. */
export async function page(admin: AdminRequest, template: string, options: PageOptions): Promise<Response> {
  const { request, root, user, models } = admin
  const crumbs: Crumb[] = [
    { label: gettext('Overview'), url: options.crumbs === undefined ? null : root },
    ...(options.crumbs ?? []),
  ]
  const nav = models.groups
    .map((group) => ({
      title: group.title,
      models: group.models
        .filter((each) => mayView(admin, each))
        .map((each) => ({
          title: each.title,
          slug: each.slug,
          name: each.slug.split('/')[1],
          icon: each.icon,
          url: listUrl(admin, each),
        })),
    }))
    .filter((group) => group.models.length > 0)
  const shell = {
    ...(await frame(admin)),
    version: packageVersion(),
    here: options.crumbs === undefined ? '' : (options.model?.slug ?? null),
    path: request.target,
    person: `${root}:${String(user.pk)}`,
    nav,
    user: { name: user.name, email: user.email, initials: initials(user.name) },
    messages: await toasts(request),
  }
  return draw(request, template, { ...options.context, title: options.title, crumbs, admin: shell }, options.status)
}

/** Draws a page without the shell: for visitors who are not logged in. */
export async function plainPage(admin: AdminRequest, template: string, options: PageOptions): Promise<Response> {
  const shell = { ...(await frame(admin)), messages: await toasts(admin.request) }
  return draw(admin.request, template, { ...options.context, title: options.title, admin: shell }, options.status)
}

/** What every page knows of the site. */
async function frame({ request, site, root }: AdminRequest): Promise<Record<string, unknown>> {
  const { code, rightToLeft } = currentLocale()
  return {
    ...preferences(request),
    language: code,
    direction: rightToLeft ? 'rtl' : 'ltr',
    languages: offeredLanguages(),
    texts: JSON.stringify(browserTexts()),
    title: site.title,
    environment: site.environment,
    siteUrl: site.siteUrl,
    assets: assetUrls(root),
    urls: {
      index: root,
      search: `${root}search/`,
      login: `${root}login/`,
      logout: `${root}logout/`,
      preferences: `${root}preferences/`,
      language: `${root}language/`,
      password: `${root}password/`,
    },
  }
}

async function draw(
  request: HttpRequest,
  template: string,
  context: Readonly<Record<string, unknown>>,
  status = 200,
): Promise<Response> {
  const response = await render(request, `admin/${template}`, context, { status })
  return guarded(response)
}

/** Headers of every answer that is for one person's eyes: not kept by anybody, and only the admin's own scripts. */
export function guarded(response: Response): Response {
  response.headers.set('cache-control', 'max-age=0, no-cache, no-store, must-revalidate, private')
  if (!response.headers.has('content-security-policy')) response.headers.set('content-security-policy', policy)
  return response
}
