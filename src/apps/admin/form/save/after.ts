import { formatHtml } from '../../../../base/text/index.ts'
import { redirect } from '../../../../web/http/index.ts'
import { gettext, ngettext } from '../../../../web/i18n/index.ts'
import { tryMessages } from '../../../messages/index.ts'
import { mayAdd, mayView } from '../../access.ts'
import { count, fill, inSentence } from '../../format.ts'
import { fieldLabel } from '../../log.ts'
import { capitalise } from '../../paths.ts'
import { type AdminRequest, addUrl, listUrl, rowUrl } from '../../request.ts'
import { everyPlan } from '../inlines/plan.ts'
import { answerRelated } from '../relations/related.ts'
import { rememberSave } from './buttons.ts'
import type { Outcome } from './save.ts'

type Saved = Extract<Outcome, { readonly kind: 'saved' }>

/** Where each of the save buttons leads, with a message that says what happened. */
export async function afterSave(
  admin: AdminRequest,
  saved: Saved,
  button: string,
  did: 'added' | 'saved',
): Promise<Response> {
  const { model, row, merge } = saved
  const related = await answerRelated(admin, model, row)
  if (related !== null) return related
  const own = rowUrl(admin, model, row['pk'], 'change')
  const merged = mergedBy(saved)
  const below = countedBelow(saved)
  const unchanged = did === 'saved' && merge.mine.length === 0 && merged.length === 0 && below === 0
  const name = { name: capitalise(model.one) }
  // Where the page is another one, a link to the row follows, for those who may see it.
  const here = button === 'stay' || !mayView(admin, model)
  let text: string
  if (unchanged) text = here ? gettext('There was nothing to change.') : gettext('There was nothing to change:')
  else if (merged.length > 0) {
    const also = gettext('What somebody else changed meanwhile (%(fields)s) was kept.')
    const done = did === 'added' ? gettext('%(name)s added.') : gettext('%(name)s saved.')
    text = `${fill(done, name)} ${fill(also, { fields: merged.join(gettext(', ')) })}`
  } else if (here) text = fill(did === 'added' ? gettext('%(name)s added.') : gettext('%(name)s saved.'), name)
  else text = fill(did === 'added' ? gettext('%(name)s added:') : gettext('%(name)s saved:'), name)
  const said = here ? text : formatHtml`${text} <a href="${own}"><bdi>${String(row)}</bdi></a>`
  tryMessages(admin.request)?.[unchanged ? 'info' : 'success'](said)
  const next = model.options.hooks?.next?.(row, did, admin.request) ?? null
  const response = redirect(next ?? nextPage(admin, saved, button), { status: 303 })
  rememberSave(admin, response, button)
  return response
}

/** What somebody else changed meanwhile, in words: fields of the row, and rows of inlines. */
function mergedBy({ model, merge, plans }: Saved): string[] {
  const fields = merge.theirs.map((name) => inSentence(fieldLabel(model, name)))
  const below = everyPlan(plans).flatMap(({ set, rows }) => {
    const changed = [...rows.values()].filter((plan) => plan.kind === 'change' && plan.merge.theirs.length > 0).length
    const gone = [...rows.values()].filter((plan) => plan.kind === 'leave' && plan.gone).length
    const title = inSentence(set.inline.title)
    return [
      ...(changed > 0
        ? [
            fill(ngettext('%(title)s: %(count)s changed', '%(title)s: %(count)s changed', changed), {
              title,
              count: count(changed),
            }),
          ]
        : []),
      ...(gone > 0
        ? [
            fill(ngettext('%(title)s: %(count)s deleted', '%(title)s: %(count)s deleted', gone), {
              title,
              count: count(gone),
            }),
          ]
        : []),
    ]
  })
  return [...fields, ...below]
}

/** How many rows of inlines this person added, changed, moved or deleted. */
function countedBelow({ plans }: Saved): number {
  return everyPlan(plans).reduce((sum, { rows, order }) => {
    const done = [...rows.values()].filter(
      (plan) => plan.kind === 'add' || plan.kind === 'delete' || (plan.kind === 'change' && plan.merge.mine.length > 0),
    )
    return sum + done.length + (order?.mine ? 1 : 0)
  }, 0)
}

/** Where to go after a save. */
function nextPage(admin: AdminRequest, { model, row }: Saved, button: string): string {
  if (button === 'another' && mayAdd(admin, model)) return addUrl(admin, model)
  if (!mayView(admin, model)) return admin.root
  return button === 'stay' || button === 'copy' ? rowUrl(admin, model, row['pk'], 'change') : listUrl(admin, model)
}
