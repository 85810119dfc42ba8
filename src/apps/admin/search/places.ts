import { gettext } from '../../../web/i18n/index.ts'
import { mayAdd, mayView } from '../access.ts'
import { fill } from '../format.ts'
import { mayAudit } from '../history/audit.ts'
import { appUrl, openGroups } from '../overview/models.ts'
import { siteViewLinks } from '../own-views.ts'
import { type AdminRequest, addUrl, listUrl } from '../request.ts'

/** A page that one can go to, or something that one can do, by its name. */
export interface Place {
  readonly kind: 'page' | 'action'
  readonly text: string
  readonly url: string
  readonly icon: string
}

/** Every list, page and action of the admin that this person may open. */
export function places(admin: AdminRequest): Place[] {
  const models = admin.models.groups.flatMap((group) => group.models)
  return [
    { kind: 'page', text: gettext('Overview'), url: admin.root, icon: 'home' },
    ...models
      .filter((model) => mayView(admin, model))
      .map((model): Place => ({ kind: 'page', text: model.title, url: listUrl(admin, model), icon: model.icon })),
    ...openGroups(admin).map(
      ({ label, title }): Place => ({ kind: 'page', text: title, url: appUrl(admin, label), icon: 'folder' }),
    ),
    ...siteViewLinks(admin).map(({ label, url }): Place => ({ kind: 'page', text: label, url, icon: 'file' })),
    ...(mayAudit(admin)
      ? [{ kind: 'page' as const, text: gettext('Audit log'), url: `${admin.root}audit/`, icon: 'clock' }]
      : []),
    ...models
      .filter((model) => mayAdd(admin, model))
      .map(
        (model): Place => ({
          kind: 'action',
          text: fill(gettext('Add %(name)s'), { name: model.one }),
          url: addUrl(admin, model),
          icon: 'plus',
        }),
      ),
    { kind: 'action', text: gettext('Change password'), url: `${admin.root}password/`, icon: 'key' },
    ...(admin.site.siteUrl === null
      ? []
      : [{ kind: 'action' as const, text: gettext('View site'), url: admin.site.siteUrl, icon: 'external' }]),
  ]
}

/** Those whose name has every word of the text. */
export function placesNamed(admin: AdminRequest, text: string): Place[] {
  const words = text.toLowerCase().split(/\s+/)
  return places(admin).filter((place) => words.every((word) => place.text.toLowerCase().includes(word)))
}
