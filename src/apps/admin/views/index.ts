import { gettext } from '../../../web/i18n/index.ts'
import { longDate } from '../format.ts'
import { pinnedViews } from '../list/views/pinned.ts'
import { changesChart } from '../overview/figures.ts'
import { modelTable, openGroups } from '../overview/models.ts'
import { recentActions } from '../overview/recent.ts'
import { page } from '../page.ts'
import type { AdminRequest } from '../request.ts'
import { noSuchPage } from './stop.ts'

/** The overview: models with their numbers, and what was done lately. */
export async function indexView(admin: AdminRequest): Promise<Response> {
  const now = new Date()
  const groups = openGroups(admin)
  const models = admin.models.groups.flatMap((group) => group.models)
  return page(admin, 'index.html', {
    title: gettext('Overview'),
    context: {
      groups: await modelTable(admin, groups, now),
      actions: await recentActions(admin, now, models),
      chart: await changesChart(admin, now, models),
      pinned: await pinnedViews(admin),
      meta: longDate(now, admin.zone),
      barred: groups.length === 0 && models.length > 0,
    },
  })
}

/** The models of one app. Semantics: Django's `AdminSite.app_index`. */
export async function appView(admin: AdminRequest, { app }: { app: string }): Promise<Response> {
  const now = new Date()
  const group = openGroups(admin).find(({ label }) => label === app)
  if (group === undefined) return noSuchPage(admin)
  return page(admin, 'index.html', {
    title: group.title,
    crumbs: [{ label: group.title, url: null }],
    context: {
      groups: await modelTable(admin, [group], now),
      actions: await recentActions(admin, now, group.models),
      chart: await changesChart(admin, now, group.models),
      app: true,
    },
  })
}
