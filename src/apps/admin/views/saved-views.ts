import { IntegrityError, untyped } from '../../../data/orm/index.ts'
import { type HttpRequest, redirect } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { contentTypeOf } from '../../auth/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { forUser } from '../for-user.ts'
import { count, fill } from '../format.ts'
import { keyOf } from '../keys.ts'
import type { ListAddress } from '../list/address.ts'
import { addressUrl } from '../list/back-url.ts'
import { readAddress } from '../list/read-address.ts'
import { type ReadView, readView, readViews, viewsOf, viewsUrl } from '../list/views/saved.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { SavedView } from '../models.ts'
import { page } from '../page.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl } from '../request.ts'
import { noSuchPage } from './stop.ts'

type Sent = Awaited<ReturnType<HttpRequest['form']>>

/** How many views a person keeps of one list. */
const mostOwn = 50
const longestName = 80

/** What the form of a view says. */
interface ViewValues {
  readonly name: string
  readonly shared: boolean
  readonly pinned: boolean
}

/** Saves the list that an address shows, under a name. */
export async function addViewView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
  const model = await forUser(admin, shown)
  const { address } = await readAddress(admin, model, admin.request.query)
  const asked = address.without()
  if (admin.request.method !== 'POST')
    return drawAdd(admin, model, asked, { name: '', shared: false, pinned: false }, '')
  const values = viewValues(await admin.request.form())
  const type = await contentTypeOf(model.info)
  const own = untyped(SavedView).filter({ owner: admin.user.pk, contentType: type.pk })
  const problem =
    nameProblem(values.name) ?? ((await own.count()) >= mostOwn ? tooMany() : await taken(own, values.name))
  if (problem !== null) return drawAdd(admin, model, asked, values, problem, 422)
  try {
    await untyped(SavedView).create({ ...values, owner: admin.user.pk, contentType: type.pk, query: queryOf(asked) })
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error
    return drawAdd(admin, model, asked, values, sameName(), 422)
  }
  tryMessages(admin.request)?.success(fill(gettext('View saved: %(name)s'), { name: values.name }))
  return redirect(addressUrl(admin, model, asked), { status: 303 })
}

/** The views of a list, to be renamed, shared, pinned and deleted. */
export async function savedViewsView(admin: AdminRequest, shown: ModelAdmin): Promise<Response> {
  return drawViews(admin, await forUser(admin, shown))
}

/** Changes or deletes a view. */
export async function savedViewView(admin: AdminRequest, shown: ModelAdmin, { id }: { id: string }): Promise<Response> {
  const model = await forUser(admin, shown)
  const pk = keyOf(admin.registry.of(SavedView), id)
  const row = pk === undefined ? null : await viewsOf(admin, model).filter({ pk }).first()
  const view = row === null ? null : await readView(admin, model, row)
  if (row === null || view === null || !view.mayChange) return noSuchPage(admin)
  const sent = await admin.request.form()
  const [owner, type] = [row['owner'] as AnyRow, row['contentType'] as AnyRow]
  const own = untyped(SavedView).filter({ owner: owner.pk, contentType: type.pk })
  const messages = tryMessages(admin.request)
  if (sent.get('_do') === 'delete') {
    await untyped(SavedView).filter({ pk: row.pk }).delete()
    messages?.success(fill(gettext('View deleted: %(name)s'), { name: view.name }))
    return redirect(viewsUrl(admin, model), { status: 303 })
  }
  const values = viewValues(sent)
  const problem = nameProblem(values.name) ?? (await taken(own.exclude({ pk: row.pk }), values.name))
  if (problem !== null) return drawViews(admin, model, { key: view.key, values, problem })
  await untyped(SavedView)
    .filter({ pk: row.pk })
    .update({ ...values })
  messages?.success(fill(gettext('View saved: %(name)s'), { name: values.name }))
  return redirect(viewsUrl(admin, model), { status: 303 })
}

function viewValues(sent: Sent): ViewValues {
  const name = String(sent.get('name') ?? '')
    .replace(/\s+/g, ' ')
    .replaceAll('\0', '')
    .trim()
  return { name, shared: sent.get('shared') === '1', pinned: sent.get('pinned') === '1' }
}

function nameProblem(name: string): string | null {
  if (name === '') return gettext('A view needs a name.')
  if ([...name].length <= longestName) return null
  return fill(gettext('A name has at most %(count)s characters.'), { count: count(longestName) })
}

async function taken(
  own: { filter(lookups: object): { exists(): Promise<boolean> } },
  name: string,
): Promise<string | null> {
  return (await own.filter({ name }).exists()) ? sameName() : null
}

function sameName(): string {
  return gettext('There is a view of this name already.')
}

function tooMany(): string {
  return fill(gettext('You have %(count)s views of this list. Delete one first.'), { count: count(mostOwn) })
}

/** The query string without its question mark. */
function queryOf(address: ListAddress): string {
  return address.toString().slice(1)
}

function drawAdd(
  admin: AdminRequest,
  model: ModelAdmin,
  address: ListAddress,
  values: ViewValues,
  problem: string,
  status = 200,
): Promise<Response> {
  return page(admin, 'save-view.html', {
    title: gettext('Save this view'),
    crumbs: [
      { label: model.title, url: addressUrl(admin, model, address) },
      { label: gettext('Save this view'), url: null },
    ],
    model,
    status,
    context: {
      values,
      problem,
      everyone: fill(gettext('Everybody who may see the %(name)s'), { name: model.many }),
      url: `${viewsUrl(admin, model)}add/${address}`,
      backUrl: addressUrl(admin, model, address),
    },
  })
}

async function drawViews(
  admin: AdminRequest,
  model: ModelAdmin,
  wrong?: { readonly key: string; readonly values: ViewValues; readonly problem: string },
): Promise<Response> {
  const views = await readViews(admin, model)
  const line = (view: ReadView) => ({
    ...view,
    ...(wrong?.key === view.key ? { ...wrong.values, problem: wrong.problem } : { problem: '' }),
    title: view.name,
    url: addressUrl(admin, model, view.address),
    formUrl: `${viewsUrl(admin, model)}${encodeURIComponent(view.key)}/`,
    by: view.owner === '' ? '' : fill(gettext('by %(name)s'), { name: view.owner }),
  })
  return page(admin, 'saved-views.html', {
    title: fill(gettext('Saved views of %(name)s'), { name: model.many }),
    crumbs: [
      { label: model.title, url: listUrl(admin, model) },
      { label: gettext('Saved views'), url: null },
    ],
    model,
    status: wrong === undefined ? 200 : 422,
    context: {
      views: views.map(line),
      everyone: fill(gettext('Everybody who may see the %(name)s'), { name: model.many }),
      listUrl: listUrl(admin, model),
    },
  })
}
