import { createRouter, path, type RouteMatch, type Router } from '../../web/http/index.ts'
import { adminErrors } from './errors.ts'
import type { ModelAdmin } from './model-admin.ts'
import type { AdminView } from './options/hooks.ts'
import { type AdminRequest, listUrl } from './request.ts'

/* The pages of a project beside the admin's own: those of a site are routes, those of a model are found by what follows its list. */

/** What the admin has itself. */
const taken =
  /^(?:add|autocomplete|saved-views(?:\/[^/]+)?)\/$|\/(?:change|delete|look|history(?:\/[^/]+)?|password)\/$/

/** Throws `NUAGES_ADMIN_BAD_VIEW` where a view could not be reached. */
export function checkedViews<V extends Pick<AdminView, 'path' | 'name'>>(
  where: string,
  views: readonly V[],
): readonly V[] {
  const names = new Set<string>()
  for (const view of views) {
    const refuse = (problem: string) => adminErrors.BAD_VIEW({ where, path: view.path, problem })
    if (view.path.startsWith('/') || !view.path.endsWith('/') || view.path === '')
      throw refuse('it begins with a slash, or ends with none.')
    if (taken.test(view.path)) throw refuse('the admin has a page of its own there.')
    if (names.has(view.name)) throw refuse(`another view has the name '${view.name}' too.`)
    names.add(view.name)
  }
  return views
}

/** Some views of a model as routes: made when the first of them is asked for. */
const routers = new WeakMap<readonly AdminView[], Router>()

/** The view of a model at what follows its list ('report/2026/'), with its parameters; null where there is none. */
export function viewAt(
  model: ModelAdmin,
  rest: string,
): { readonly view: AdminView; readonly params: RouteMatch['params'] } | null {
  const views = model.options.views ?? []
  if (views.length === 0) return null
  let router = routers.get(views)
  if (router === undefined) {
    router = createRouter(views.map((view) => path(view.path, () => new Response(), { name: view.name })))
    routers.set(views, router)
  }
  const match = router.resolve(`/${rest}`)
  const view = match === null ? undefined : views.find(({ name }) => name === match.urlName)
  return match === null || view === undefined ? null : { view, params: match.params }
}

/** The permission that a view asks for: 'news.publish_article'; null where it asks for none. */
export function permissionOf({ permission }: AdminView, model: ModelAdmin | null): string | null {
  if (permission === undefined) return null
  return permission.includes('.') || model === null ? permission : `${model.info.app}.${permission}`
}

/** Has this person what the view asks for beside seeing the model? */
export function mayOpen({ user, given }: AdminRequest, view: AdminView, model: ModelAdmin | null): boolean {
  const permission = permissionOf(view, model)
  return permission === null || user.isSuperuser || given.has(permission)
}

/** Links to the views of a model that have a label, for those who may open them. */
export function viewLinks(admin: AdminRequest, model: ModelAdmin): readonly { label: string; url: string }[] {
  return (model.options.views ?? []).flatMap((view) =>
    view.label === undefined || view.path.includes('<') || !mayOpen(admin, view, model)
      ? []
      : [{ label: String(view.label), url: `${listUrl(admin, model)}${view.path}` }],
  )
}

/** Links to the views of the site. */
export function siteViewLinks(admin: AdminRequest): readonly { label: string; url: string; path: string }[] {
  return admin.site.views.flatMap((view) =>
    view.label === undefined || view.path.includes('<') || !mayOpen(admin, view, null)
      ? []
      : [{ label: String(view.label), url: `${admin.root}${view.path}`, path: view.path }],
  )
}
