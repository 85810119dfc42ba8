import { type HttpRequest, path, redirect, type UrlEntry } from '../../web/http/index.ts'
import { safeNext } from '../auth/index.ts'
import { setLanguage } from '../languages/index.ts'
import { mayEnter, mayView } from './access.ts'
import { assetView } from './assets.ts'
import { routesOf } from './history/of-project.ts'
import type { ModelAdmin } from './model-admin.ts'
import { guarded } from './page.ts'
import { keepPreferences } from './preferences.ts'
import { type AdminRequest, adminRequest, identified, userOf } from './request.ts'
import type { AdminSite } from './site.ts'
import { listActionView } from './views/action.ts'
import { deleteView } from './views/delete.ts'
import { addView, changeView } from './views/form.ts'
import { indexView } from './views/index.ts'
import { listView } from './views/list.ts'
import { loginAgain, loginUrl, loginView, logoutView } from './views/login.ts'
import { ownPasswordView, passwordView } from './views/password.ts'
import { searchView } from './views/search.ts'
import { forbidden, noSuchPage } from './views/stop.ts'

type Answer = Response | Promise<Response>
type ModelParams = { app: string; model: string }
type RowParams = ModelParams & { id: string }

/**
 * The routes of an admin site, for `include`: `path('admin/', include(adminUrls(site), { namespace: 'admin' }))`. Their
 * names are index, search, login, logout, preferences, language, list, add, change, delete; the last four take `app` and `model` (and `id`).
 */
export function adminUrls(site: AdminSite): readonly UrlEntry[] {
  /** A page for staff. `depth` counts the segments of its path; `typed` says that people write into its form. */
  const staff =
    <P>(depth: number, view: (admin: AdminRequest, params: P) => Answer, typed = false) =>
    async (request: HttpRequest, params: P): Promise<Response> => {
      const admin = adminRequest(request, site, depth)
      let row = await userOf(request)
      if (row?.['isStaff'] !== true) {
        if (!typed || request.method !== 'POST') return guarded(redirect(loginUrl(admin, request)))
        const asking = await loginAgain(admin)
        if (asking !== null) return guarded(asking)
        row = await userOf(request)
        if (row === null) return guarded(redirect(loginUrl(admin, request)))
      }
      return guarded(await view(await identified(admin, row), params))
    }
  /** A page for everybody. */
  const open = (depth: number, view: (admin: AdminRequest) => Answer) => async (request: HttpRequest) =>
    guarded(await view(adminRequest(request, site, depth)))
  /** A page about a model that the person may see. */
  const model = <P extends ModelParams>(
    depth: number,
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
    path('login/', { get: open(1, loginView), post: open(1, loginView) }, { name: 'login' }),
    path('logout/', { post: open(1, logoutView) }, { name: 'logout' }),
    path('preferences/', { post: staff(1, preferencesView) }, { name: 'preferences' }),
    path('language/', setLanguage(), { name: 'language' }),
    path('password/', both(staff(1, ownPasswordView)), { name: 'own-password' }),
    path('assets/<str:version>/<str:name>', { get: assetView }, { name: 'asset' }),
    path('<slug:app>/<slug:model>/', { get: model(2, listView), post: model(2, listActionView) }, { name: 'list' }),
    path('<slug:app>/<slug:model>/add/', both(model(3, addView, true, mayEnter)), { name: 'add' }),
    path('<slug:app>/<slug:model>/<path:id>/change/', both(model<RowParams>(4, changeView, true)), { name: 'change' }),
    path('<slug:app>/<slug:model>/<path:id>/delete/', both(model<RowParams>(4, deleteView)), { name: 'delete' }),
    path('<slug:app>/<slug:model>/<path:id>/password/', both(model<RowParams>(4, passwordView)), { name: 'password' }),
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
