import { gettext } from '../../../web/i18n/index.ts'
import { isUserModel, mayAdd, mayChange, mayDelete, mayView } from '../access.ts'
import { fill } from '../format.ts'
import { isWritten } from '../history/read.ts'
import { dependsOnRow } from '../history/seen.ts'
import { keyFrom } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AdminView } from '../options/hooks.ts'
import { page } from '../page.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, rowUrl } from '../request.ts'

/** A way on from a page that is an end. */
interface Way {
  readonly label: string
  readonly url: string
}

/** 404 for a row that is not there, with the way back to its list, and to what is written down of it. */
export async function noSuchRow(admin: AdminRequest, model: ModelAdmin, key: string): Promise<Response> {
  const title = fill(gettext('There is no %(name)s %(key)s'), { name: model.one, key })
  const history = await historyOfGone(admin, model, key)
  return stop(admin, 404, title, gettext('It was deleted, or the address is wrong.'), model, [
    ...(history === null ? [] : [{ label: gettext('Its history'), url: history }]),
    { label: fill(gettext('All %(name)s'), { name: model.many }), url: listUrl(admin, model) },
    { label: gettext('Overview'), url: admin.root },
  ])
}

/** Where the history of a row that is gone is, for who may see it. */
async function historyOfGone(admin: AdminRequest, model: ModelAdmin, text: string): Promise<string | null> {
  const key = keyFrom(model, text)
  if (key === undefined || !mayView(admin, model) || dependsOnRow(admin, model)) return null
  return (await isWritten(model.info.concrete, String(key))) ? rowUrl(admin, model, key, 'history') : null
}

/** 404 for an address that leads nowhere. */
export function noSuchPage(admin: AdminRequest): Promise<Response> {
  const reason = fill(gettext('Nothing in the administration is called %(path)s.'), { path: admin.request.path })
  return stop(admin, 404, gettext('There is no such page'), reason, undefined, [
    { label: gettext('Go to the overview'), url: admin.root },
  ])
}

type Action = 'open' | 'add' | 'change' | 'delete'

/** What is said of an action that is refused. */
function refusals(): Readonly<Record<Action, { readonly title: string; readonly nobody: string }>> {
  return {
    // No registration says that nobody may look.
    open: { title: gettext('You cannot open %(name)s'), nobody: '' },
    add: {
      title: gettext('You cannot add %(name)s'),
      nobody: gettext('This administration does not let anybody add %(name)s.'),
    },
    change: {
      title: gettext('You cannot change %(name)s'),
      nobody: gettext('This administration does not let anybody change %(name)s.'),
    },
    delete: {
      title: gettext('You cannot delete %(name)s'),
      nobody: gettext('This administration does not let anybody delete %(name)s.'),
    },
  }
}

/** 403: the registration lets nobody do it, the person lacks the permission, or it is not theirs to do to this row. */
export function forbidden(admin: AdminRequest, model: ModelAdmin, action: Action, row?: AnyRow): Promise<Response> {
  const name = model.many
  const title = fill(refusals()[action].title, { name })
  return stop(admin, 403, title, reasonOf(admin, model, action, row), model, [
    { label: gettext('Go to the overview'), url: admin.root },
  ])
}

/** 403 for a page of the project. */
export function mayNotOpen(admin: AdminRequest, { label, name }: AdminView, model?: ModelAdmin): Promise<Response> {
  const title = fill(gettext('You cannot open %(name)s'), { name: String(label ?? name) })
  const reason = gettext(
    'You have not been given the permission for it. Ask a superuser, or log in as somebody who has it.',
  )
  return stop(admin, 403, title, reason, model, [{ label: gettext('Go to the overview'), url: admin.root }])
}

function reasonOf(admin: AdminRequest, model: ModelAdmin, action: Action, row: AnyRow | undefined): string {
  const may = { open: mayView, add: mayAdd, change: mayChange, delete: mayDelete }[action]
  if (may(admin, model)) {
    return row !== undefined && isUserModel(model)
      ? gettext('This account may do more than yours, or a rule keeps it from you. Ask a superuser.')
      : fill(gettext('You may do this to some %(name)s, but not to this one.'), { name: model.many })
  }
  const open = { open: true, add: model.canAdd, change: model.canChange, delete: model.canDelete }[action]
  if (!open) return fill(refusals()[action].nobody, { name: model.many })
  return gettext('You have not been given the permission for it. Ask a superuser, or log in as somebody who has it.')
}

function stop(
  admin: AdminRequest,
  status: number,
  title: string,
  reason: string,
  model: ModelAdmin | undefined,
  ways: readonly Way[],
): Promise<Response> {
  return page(admin, 'stop.html', {
    title,
    status,
    crumbs: [
      ...(model === undefined ? [] : [{ label: model.title, url: status === 404 ? listUrl(admin, model) : null }]),
      ...(status === 404 ? [{ label: gettext('Not found'), url: null }] : []),
    ],
    ...(model === undefined ? {} : { model }),
    context: { status, reason, ways },
  })
}
