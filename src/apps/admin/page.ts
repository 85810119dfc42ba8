import { use } from '../../base/context/index.ts'
import { type HttpRequest, html, rendererService } from '../../web/http/index.ts'
import { currentLocale, gettext } from '../../web/i18n/index.ts'
import { projectBackends } from '../auth/index.ts'
import { offeredLanguages } from '../languages/index.ts'
import { mayView } from './access.ts'
import { assetUrls, packageVersion, siteSheetUrl } from './assets.ts'
import { initials } from './format.ts'
import { mayAudit } from './history/audit.ts'
import type { ModelAdmin } from './model-admin.ts'
import type { SiteTemplates } from './options/hooks.ts'
import { siteViewLinks } from './own-views.ts'
import { closedGroups, preferences } from './preferences.ts'
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
  /** What the navigation marks, where it is no model. */
  readonly here?: string
  readonly status?: number
  /** The template is a project's own, and is not looked for among those of the admin. */
  readonly own?: boolean
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
  const closed = closedGroups(request)
  const nav = models.groups
    .map((group) => ({
      label: group.label,
      title: group.title,
      // One that was closed opens for the page that lies in it.
      open: !closed.has(group.label) || group.label === options.model?.info.app,
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
    here: options.here ?? (options.crumbs === undefined ? '' : (options.model?.slug ?? null)),
    path: request.target,
    person: personKey(admin),
    loginName: await loginName(admin),
    nav,
    auditUrl: mayAudit(admin) ? `${root}audit/` : null,
    ownPages: siteViewLinks(admin),
    user: { name: user.name, email: user.email, initials: initials(user.name) },
    messages: await toasts(request),
  }
  const names = options.own === true ? [template] : templateNames(admin, template, options.model)
  return draw(request, names, { ...options.context, title: options.title, crumbs, admin: shell }, options.status)
}

/** This person in this admin: what a browser keeps for them it keeps under this name. */
export function personKey({ root, user }: Pick<AdminRequest, 'root' | 'user'>): string {
  return `${root}:${String(user.pk)}`
}

/** What the person logs in with, for the dialog that asks when the session has ended. */
async function loginName({ request, user }: AdminRequest): Promise<string> {
  const byAddress = projectBackends().every(({ asks = 'username' }) => asks === 'email')
  const { username } = (await request.user) as { username?: unknown }
  return byAddress || typeof username !== 'string' ? user.email : username
}

/** Draws a page without the shell: for visitors who are not logged in. */
export async function plainPage(admin: AdminRequest, template: string, options: PageOptions): Promise<Response> {
  const shell = { ...(await frame(admin)), messages: await toasts(admin.request) }
  const names = templateNames(admin, template)
  return draw(admin.request, names, { ...options.context, title: options.title, admin: shell }, options.status)
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
    logo: site.logo,
    assets: { ...assetUrls(root), site: siteSheetUrl(root, site.sheet) },
    urls: {
      index: root,
      search: `${root}search/`,
      login: `${root}login/`,
      logout: `${root}logout/`,
      preferences: `${root}preferences/`,
      language: `${root}language/`,
      password: `${root}password/`,
      markdown: `${root}markdown/`,
    },
  }
}

async function draw(
  request: HttpRequest,
  names: readonly string[],
  context: Readonly<Record<string, unknown>>,
  status = 200,
): Promise<Response> {
  return guarded(html(await use(rendererService).render(names, context, request), { status }))
}

/**
 * The templates of a page, of which the first that exists is drawn: what the registration or the site names, files of the model's and of its
 * app's folder, the admin's own. Semantics: https://docs.djangoproject.com/en/stable/ref/contrib/admin/#overriding-admin-templates.
 */
function templateNames({ site }: AdminRequest, template: string, model?: ModelAdmin): readonly string[] {
  const page = template.replace(/\.html$/, '') as keyof SiteTemplates
  const named = (model?.options.templates as SiteTemplates | undefined)?.[page]
  if (named !== undefined) return [named]
  const ofSite = site.templates[page]
  return [
    ...(model === undefined ? [] : [`admin/${model.slug}/${template}`, `admin/${model.info.app}/${template}`]),
    ...(ofSite === undefined ? [`admin/${template}`] : [ofSite]),
  ]
}

/** Headers of every answer that is for one person's eyes: not kept by anybody, and only the admin's own scripts. */
export function guarded(response: Response): Response {
  response.headers.set('cache-control', 'max-age=0, no-cache, no-store, must-revalidate, private')
  if (!response.headers.has('content-security-policy')) response.headers.set('content-security-policy', policy)
  return response
}
