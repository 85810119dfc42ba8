import { gettext } from '../../../web/i18n/index.ts'
import { permissionFor } from '../../auth/index.ts'
import {
  isLastSuperuser,
  isRefused,
  isUserModel,
  lastSuperuser,
  mayAdd,
  mayChange,
  mayDelete,
  mayView,
} from '../access.ts'
import { fill } from '../format.ts'
import { isWritten } from '../history/read.ts'
import { dependsOnRow } from '../history/seen.ts'
import { keyFrom } from '../keys.ts'
import type { ModelAdmin } from '../model-admin.ts'
import type { AdminView } from '../options/hooks.ts'
import { permissionOf } from '../own-views.ts'
import { page } from '../page.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, rowUrl } from '../request.ts'
import { deletionTold } from '../stop/deleted.ts'
import { nearModels } from '../stop/near.ts'
import { whoHas } from '../stop/who-has.ts'

/** A way on from a page that is an end. */
interface Way {
  readonly label: string
  readonly url: string
}

/** 404 for a row that is not there: who deleted it, with the way back to its list and to what is written down of it. */
export async function noSuchRow(admin: AdminRequest, model: ModelAdmin, key: string): Promise<Response> {
  const title = fill(gettext('There is no %(name)s %(key)s'), { name: model.one, key })
  const history = await historyOfGone(admin, model, key)
  const stored = keyFrom(model, key)
  const told = stored === undefined ? null : await deletionTold(admin, model, stored)
  return stop(admin, 404, title, told ?? gettext('It was deleted, or the address is wrong.'), model, [
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

/** 404 for an address that leads nowhere: with the lists that may have been meant. */
export function noSuchPage(admin: AdminRequest): Promise<Response> {
  const near = nearModels(admin)
  const reason = fill(gettext('Nothing in the administration is called %(path)s.'), { path: admin.request.path })
  const more = near.length === 0 ? '' : ` ${gettext('Did you look for one of these?')}`
  return stop(admin, 404, gettext('There is no such page'), reason + more, undefined, [
    ...near.map((model) => ({ label: model.title, url: listUrl(admin, model) })),
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
export async function forbidden(
  admin: AdminRequest,
  model: ModelAdmin,
  action: Action,
  row?: AnyRow,
): Promise<Response> {
  const title = fill(refusals()[action].title, { name: model.many })
  const ways = [{ label: gettext('Go to the overview'), url: admin.root }]
  const last = row !== undefined && action === 'delete' && isUserModel(model) && (await isLastSuperuser(row))
  const { reason, permission } = last
    ? {
        reason: lastSuperuser(),
        permission: null,
      }
    : reasonOf(admin, model, action, row)
  return stop(admin, 403, title, reason, model, ways, permission)
}

/** 403 for a page of the project. */
export function mayNotOpen(admin: AdminRequest, view: AdminView, model?: ModelAdmin): Promise<Response> {
  const title = fill(gettext('You cannot open %(name)s'), { name: String(view.label ?? view.name) })
  const ways = [{ label: gettext('Go to the overview'), url: admin.root }]
  return stop(admin, 403, title, lacking(), model, ways, permissionOf(view, model ?? null))
}

const lacking = () =>
  gettext('You have not been given the permission for it. Ask a superuser, or log in as somebody who has it.')

/** Why something is refused, and the permission that would open it, where one would. */
interface Reason {
  readonly reason: string
  readonly permission: string | null
}

function reasonOf(admin: AdminRequest, model: ModelAdmin, action: Action, row: AnyRow | undefined): Reason {
  const name = { name: model.many }
  const may = { open: mayView, add: mayAdd, change: mayChange, delete: mayDelete }[action]
  if (may(admin, model)) {
    const reason =
      row !== undefined && isUserModel(model)
        ? gettext('This account may do more than yours, or a rule keeps it from you. Ask a superuser.')
        : fill(gettext('You may do this to some %(name)s, but not to this one.'), name)
    return { reason, permission: null }
  }
  const open = { open: true, add: model.canAdd, change: model.canChange, delete: model.canDelete }[action]
  if (!open) return { reason: fill(refusals()[action].nobody, name), permission: null }
  const asked = action === 'open' ? 'view' : action
  if (isRefused(admin, model, asked))
    return { reason: gettext('A rule of this site keeps it from you here and now.'), permission: null }
  return { reason: lacking(), permission: permissionFor(model.info, asked) }
}

async function stop(
  admin: AdminRequest,
  status: number,
  title: string,
  reason: string,
  model: ModelAdmin | undefined,
  ways: readonly Way[],
  permission: string | null = null,
): Promise<Response> {
  return page(admin, 'stop.html', {
    title,
    status,
    crumbs: [
      ...(model === undefined ? [] : [{ label: model.title, url: status === 404 ? listUrl(admin, model) : null }]),
      ...(status === 404 ? [{ label: gettext('Not found'), url: null }] : []),
    ],
    ...(model === undefined ? {} : { model }),
    context: { status, reason, ways, permission, who: permission === null ? null : await whoHas(admin, permission) },
  })
}
