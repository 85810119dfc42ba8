import { gettext } from '../../../../web/i18n/index.ts'
import { mayAdd, mayView } from '../../access.ts'
import { fill } from '../../format.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { type AdminRequest, addUrl, rowUrl } from '../../request.ts'
import type { RelatedLinks } from '../field-view.ts'

/** Ways to add a row that a relation misses and to open the chosen one, as far as this person may; null where there is none. */
export function relatedLinks(
  admin: AdminRequest,
  model: ModelAdmin,
  name: string,
  chosen: unknown,
): RelatedLinks | null {
  const relation = model.info.relations.get(name)
  const target = relation === undefined ? undefined : admin.models.of(relation.to)
  if (target === undefined) return null
  const adds = mayAdd(admin, target)
  const opens = relation?.toOne === true && mayView(admin, target)
  if (!adds && !opens) return null
  const isChosen = chosen !== null && chosen !== undefined && chosen !== ''
  return {
    addUrl: adds ? addUrl(admin, target) : null,
    addSlug: target.slug,
    addText: fill(gettext('New %(name)s'), { name: target.one }),
    rowUrl: opens ? rowUrl(admin, target, '__pk__', 'change') : null,
    openText: gettext('Open'),
    openUrl: opens && isChosen ? rowUrl(admin, target, chosen, 'change') : null,
  }
}
