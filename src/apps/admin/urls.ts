import { tryUse } from '../../base/context/index.ts'
import {
  type HttpRequest,
  notFound,
  path,
  redirect,
  requireMethods,
  routerService,
  type UrlEntry,
} from '../../web/http/index.ts'
import { safeNext } from '../auth/index.ts'
import { setLanguage } from '../languages/index.ts'
import { mayEnter, mayView } from './access.ts'
import { assetView } from './assets.ts'
import { routesOf } from './history/of-project.ts'
import type { ModelAdmin } from './model-admin.ts'
import type { AdminView } from './options/hooks.ts'
import { openGroups } from './overview/models.ts'
import { mayOpen, viewAt } from './own-views.ts'
import { guarded } from './page.ts'
import { keepPreferences } from './preferences.ts'
import { type AdminRequest, adminRequest, identified, mayComeIn, userOf } from './request.ts'
import type { AdminSite } from './site.ts'
import { listPostView } from './views/action.ts'
import { auditView } from './views/audit.ts'
import { autocompleteView } from './views/autocomplete.ts'
import { deleteView } from './views/delete.ts'
import { addView, changeView } from './views/form.ts'
import { historyView } from './views/history.ts'
import { appView, indexView } from './views/index.ts'
import { listView } from './views/list.ts'
import { loginAgain, loginUrl, loginView, logoutView } from './views/login.ts'
import { lookView } from './views/look.ts'
import { markdownView } from './views/markdown.ts'
import { openView } from './views/own.ts'
import { askAboutParked } from './views/parked.ts'
import { ownPasswordView, passwordView } from './views/password.ts'
import { restoreView } from './views/restore.ts'
import { addViewView, savedViewsView, savedViewView } from './views/saved-views.ts'
import { searchView } from './views/search.ts'
import { sessionView } from './views/session.ts'
import { forbidden, mayNotOpen, noSuchPage } from './views/stop.ts'

type Answer = Response | Promise<Response>
type ModelParams = { app: string; model: string }
type RowParams = ModelParams & { id: string }
type VersionParams = RowParams & { version: string }
type OwnParams = ModelParams & { rest: string }
/** Makes a page for those who may enter. */
type Staff = <P>(
  depth: number | Depth<P>,
  view: (admin: AdminRequest, params: P) => Answer,
  typed?: boolean,
) => (request: HttpRequest, params: P) => Promise<Response>
/** How many segments of the address come after the admin's root. */
type Depth<P> = (params: P, request: HttpRequest) => number

/**
 * The routes of an admin site, for `include`: `path('admin/', include(adminUrls(site), { namespace: 'admin' }))`. Their
 * names are index, app, search, session, login, logout, preferences, language, list, add, change, delete, history, restore; the last six take `app` and `model` (and `id`, and `version`).
 * `page` takes `app`, `model` and the path of a view of the model as `rest`; views of the site have their own names. A second site stands
 * under another path and namespace. What the admin does not know under its path is its own 404, so that routes of a project go before it.
 */
export function adminUrls(site: AdminSite): readonly UrlEntry[] {
  /** A page for those who may enter. `depth` counts the segments of its path; `typed` says that people write into its form. */
  const staff =
    <P>(depth: number | Depth<P>, view: (admin: AdminRequest, params: P) => Answer, typed = false) =>
    async (request: HttpRequest, params: P): Promise<Response> => {
      const admin = adminRequest(request, site, typeof depth === 'number' ? depth : depth(params, request))
      let row = await userOf(request)
      if (row === null || !(await mayComeIn(admin, row))) {
        if (!typed || request.method !== 'POST') return guarded(redirect(loginUrl(admin, request)))
        const asking = await loginAgain(admin)
        if (asking !== null) return guarded(asking)
        row = await userOf(request)
        if (row === null || !(await mayComeIn(admin, row))) return guarded(redirect(loginUrl(admin, request)))
      }
      const person = await identified(admin, row)
      const asking = typed ? await askAboutParked(person) : null
      return guarded(asking ?? (await view(person, params)))
    }
  /** A page for everybody. */
  const open = (depth: number, view: (admin: AdminRequest) => Answer) => async (request: HttpRequest) =>
    guarded(await view(adminRequest(request, site, depth)))
  /** A page about a model that the person may see. */
  const model = <P extends ModelParams>(
    depth: number | Depth<P>,
    view: (admin: AdminRequest, model: ModelAdmin, params: P) => Answer,
    typed = false,
    may = mayView,
  ) =>
    staff<P>(
      depth,
      (admin, params) => {
        const found = admin.models.find(params.app, params.model)
        if (found === undefined) return noSuchPage(admin)
        return may(admin, found) ? view(admin, found, params) : forbidden(admin, found, 'open')
      },
      typed,
    )

  return routesOf(site, [
    path('', staff(0, indexView), { name: 'index' }),
    path('search/', { get: staff(1, searchView) }, { name: 'search' }),
    path('session/', { get: open(1, sessionView) }, { name: 'session' }),
    path('login/', { get: open(1, loginView), post: open(1, loginView) }, { name: 'login' }),
    path('logout/', { post: open(1, logoutView) }, { name: 'logout' }),
    path('preferences/', { post: staff(1, preferencesView) }, { name: 'preferences' }),
    path('language/', setLanguage(), { name: 'language' }),
    path('password/', both(staff(1, ownPasswordView)), { name: 'own-password' }),
    path('audit/', { get: staff(1, auditView) }, { name: 'audit' }),
    path(
      'assets/<str:version>/<str:name>',
      { get: (request, params) => assetView(request, params, site.sheet) },
      { name: 'asset' },
    ),
    ...site.views.map((view) => siteView(view, staff)),
    path('<slug:app>/<slug:model>/', { get: model(2, listView), post: model(2, listPostView, true) }, { name: 'list' }),
    path('markdown/', { post: staff(1, markdownView) }, { name: 'markdown' }),
    path(
      '<slug:app>/<slug:model>/autocomplete/',
      { get: model(3, autocompleteView, false, mayEnter) },
      { name: 'autocomplete' },
    ),
    path('<slug:app>/<slug:model>/saved-views/', { get: model(3, savedViewsView) }, { name: 'saved-views' }),
    path('<slug:app>/<slug:model>/saved-views/add/', both(model(4, addViewView, true)), { name: 'save-view' }),
    path(
      '<slug:app>/<slug:model>/saved-views/<slug:id>/',
      { post: model<RowParams>(4, savedViewView) },
      { name: 'saved-view' },
    ),
    path('<slug:app>/<slug:model>/add/', both(model(3, addView, true, mayEnter)), { name: 'add' }),
    path('<slug:app>/<slug:model>/<path:id>/change/', both(model<RowParams>(4, changeView, true)), { name: 'change' }),
    path('<slug:app>/<slug:model>/<path:id>/delete/', both(model<RowParams>(4, deleteView)), { name: 'delete' }),
    path('<slug:app>/<slug:model>/<path:id>/look/', { get: model<RowParams>(4, lookView) }, { name: 'look' }),
    path('<slug:app>/<slug:model>/<path:id>/history/', { get: model<RowParams>(4, historyView) }, { name: 'history' }),
    path('<slug:app>/<slug:model>/<path:id>/history/<slug:version>/', both(model<VersionParams>(5, restoreView)), {
      name: 'restore',
    }),
    path('<slug:app>/<slug:model>/<path:id>/password/', both(model<RowParams>(4, passwordView)), { name: 'password' }),
    path('assets/<path:rest>', { get: (_request, { rest }) => notFound(`the file ${rest}`) }, { name: 'no-asset' }),
    path('<slug:app>/', { get: staff(1, appView) }, { name: 'app' }),
    // What is not the admin's own comes last.
    path('<slug:app>/<slug:model>/<path:rest>', both(model<OwnParams>(depthOf, ownView, false)), { name: 'page' }),
    path('<path:rest>', both(staff<{ rest: string }>(depthOf, nothingHere)), { name: 'nothing' }),
  ])
}

function both<V>(view: V): { readonly get: V; readonly post: V } {
  return { get: view, post: view }
}

/** Keeps theme and density, and goes back to the page on which they were chosen. */
async function preferencesView({ request, root }: AdminRequest): Promise<Response> {
  const sent = await request.form()
  const response = redirect(safeNext(request, sent.get('next'), root), { status: 303 })
  keepPreferences(response, sent, root)
  return response
}

/** How deep an address lies whose end a route took as one text. */
function depthOf({ rest, ...named }: { rest: string; app?: string; model?: string }, { target }: HttpRequest): number {
  const segments = target.replace(/[?#].*$/s, '').split('/')
  const before = 'model' in named ? 2 : 0
  for (let depth = 1; depth <= segments.length; depth++)
    if (decoded(segments.slice(-depth).join('/')) === rest) return depth - 1 + before
  return before
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A page of the project below the site. */
function siteView(view: AdminView, staff: Staff): UrlEntry {
  const fixed = view.path.split('/').length - 1
  // A parameter of kind `path` may hold further segments.
  const depth: Depth<Record<string, unknown>> = (params, { path: whole }) => {
    const held = Object.values(params).filter((value) => typeof value === 'string' && whole.includes(`/${value}/`))
    return held.reduce<number>((sum, value) => sum + String(value).split('/').length - 1, fixed)
  }
  const own = staff(depth, (admin: AdminRequest, params: Record<string, unknown>) =>
    mayOpen(admin, view, null) ? openView(admin, view, params, null) : mayNotOpen(admin, view),
  )
  return path(view.path, requireMethods(methodsOf(view), own), { name: view.name })
}

/** A page of the project below a model's list. */
function ownView(admin: AdminRequest, model: ModelAdmin, { rest }: OwnParams): Answer {
  const found = viewAt(model, rest)
  if (found === null) return nothingHere(admin)
  const { view, params } = found
  return requireMethods(methodsOf(view), () =>
    mayOpen(admin, view, model) ? openView(admin, view, params, model) : mayNotOpen(admin, view, model),
  )(admin.request, {})
}

function methodsOf({ methods = ['get'] }: AdminView): string[] {
  return methods.map((method) => method.toUpperCase())
}

/** An address that leads nowhere: to the one with a slash where that leads somewhere. */
function nothingHere(admin: AdminRequest): Answer {
  const { request } = admin
  const [before = '', query] = request.target.split(/\?(.*)/s)
  const match = before.endsWith('/') ? null : tryUse(routerService)?.resolve(`${request.path}/`)
  const { app, model, rest } = (match?.params ?? {}) as Partial<Record<string, string>>
  const shown = app === undefined || model === undefined ? undefined : admin.models.find(app, model)
  const leads =
    match?.urlName === 'app'
      ? openGroups(admin).some(({ label }) => label === app)
      : match?.urlName === 'page'
        ? shown !== undefined && viewAt(shown, String(rest)) !== null
        : match !== null && match !== undefined && match.urlName !== 'nothing'
  if (!leads) return noSuchPage(admin)
  const to = `${before.replace(/^[/\\]+/, '/')}/${query === undefined ? '' : `?${query}`}`
  return redirect(to, { status: request.method === 'GET' || request.method === 'HEAD' ? 301 : 308 })
}
