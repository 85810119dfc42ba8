import { visibleRows } from '../access.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AdminView } from '../options/hooks.ts'
import { page } from '../page.ts'
import { type AdminRequest, listUrl } from '../request.ts'

/** Calls a view of the project. */
export async function openView(
  admin: AdminRequest,
  view: AdminView,
  params: Readonly<Record<string, unknown>>,
  model: ModelAdmin | null,
): Promise<Response> {
  const label = view.label === undefined ? null : String(view.label)
  return view.view({
    request: admin.request,
    params,
    rows: model === null ? null : visibleRows(admin, model),
    page: (template, { title, context = {} }) =>
      page(admin, template, {
        title,
        crumbs: [
          ...(model === null ? [] : [{ label: model.title, url: listUrl(admin, model) }]),
          { label: label ?? title, url: null },
        ],
        ...(model !== null && { model }),
        here: model === null ? view.path : model.slug,
        own: true,
        context,
      }),
  })
}
