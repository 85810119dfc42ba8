import { mayView } from '../access.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { page } from '../page.ts'
import { type AdminRequest, listUrl } from '../request.ts'

/** A way on from a page that is an end. */
interface Way {
  readonly label: string
  readonly url: string
}

/** 404 for a row that is not there, with the way back to its list. */
export function noSuchRow(admin: AdminRequest, model: ModelAdmin, key: string): Promise<Response> {
  return stop(admin, 404, `There is no ${model.one} ${key}`, 'It was deleted, or the address is wrong.', model, [
    { label: `All ${model.many}`, url: listUrl(admin, model) },
    { label: 'Overview', url: admin.root },
  ])
}

/** 404 for an address that leads nowhere. */
export function noSuchPage(admin: AdminRequest): Promise<Response> {
  const reason = `Nothing in the administration is called ${admin.request.path}.`
  return stop(admin, 404, 'There is no such page', reason, undefined, [
    { label: 'Go to the overview', url: admin.root },
  ])
}

/** 403 for a model that only superusers may work with, or an action that the registration forbids. */
export function forbidden(admin: AdminRequest, model: ModelAdmin, action: string): Promise<Response> {
  const open = mayView(admin, model)
  const reason = open
    ? `This administration does not let anybody ${action} ${model.many}.`
    : `Only superusers may work with ${model.many}: who can change accounts could take any right. Ask a superuser, or log in as one.`
  return stop(admin, 403, `You cannot ${action} ${model.many}`, reason, model, [
    { label: 'Go to the overview', url: admin.root },
  ])
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
      ...(status === 404 ? [{ label: 'Not found', url: null }] : []),
    ],
    ...(model === undefined ? {} : { model }),
    context: { status, reason, ways },
  })
}
