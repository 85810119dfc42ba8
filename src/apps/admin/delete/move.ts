import { type AnyQuerySet, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo, RelationInfo } from '../../../data/query/index.ts'
import { gettext, ngettext } from '../../../web/i18n/index.ts'
import { fieldAccess, permissionFor } from '../../auth/index.ts'

import { isRuled, mayChange } from '../access.ts'
import { rowsForField } from '../form/relations/choosable.ts'
import { mostListed } from '../form/relations/large.ts'
import { meaning, problemOf } from '../form/relations/meaning.ts'
import { labelled, type RowChoice, rowChoices } from '../form/relations/row-choices.ts'
import { rowWithKey } from '../form/relations/search-rows.ts'

import { count, fill, listed, plural } from '../format.ts'
import { registrationOf } from '../history/seen.ts'
import { runnableRows } from '../list/actions/may-run.ts'
import { change, logAction } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags } from '../models.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'
import { movable } from './draw-impact.ts'
import { type Impact, sumOf } from './impact.ts'

/** Rows that are moved at once: each is saved, so that its events are told and it is written down. */
const mostMoved = 5000
/** Up to how many moved rows each has a line in the log. */
const mostLogged = 100
/** Rows read at a time. */
const batch = 500

/** The rows that are in the way could be given another row: which, and out of what. */
export interface MoveOffer {
  readonly relations: readonly RelationInfo[]
  /** '36 books'. */
  readonly what: string
  /** The rows that they may be given. */
  readonly targets: AnyQuerySet
  /** Named where they are few; else one is asked for by a text. */
  readonly choices: readonly RowChoice[] | null
}

/** Why rows cannot be moved, or which can. */
export async function moveOffer(
  admin: AdminRequest,
  { info }: ModelAdmin,
  row: AnyRow,
  impact: Impact,
): Promise<MoveOffer | null> {
  const relations = movable(impact)
  if (relations === null || sumOf(impact.blocks) > mostMoved) return null
  for (const relation of relations) if (!(await mayMove(admin, relation))) return null
  let targets = untyped(info).exclude({ pk: row['pk'] })
  for (const { from, property } of relations)
    targets = targets.filter({ pk__in: rowsForField(admin, from, property).orderBy().values('pk') })
  const first = await labelled(admin, info, targets).slice(0, mostListed + 1)
  if (first.length === 0) return null
  const what = listed(
    impact.blocks.map((each) => plural(each.count, each.info.verboseName, each.info.verboseNamePlural)),
  )
  const choices = first.length > mostListed ? null : await rowChoices(admin, info, first)
  return { relations, what, targets, choices }
}

/** May this person write the relation, on some rows at least? */
async function mayMove(admin: AdminRequest, { from, property }: RelationInfo): Promise<boolean> {
  const model = registrationOf(admin, from)
  // What no page of the admin shows, row by row, is not asked about row by row either.
  const may =
    model === undefined ? mayChangeAny(admin, from) && !isRuled(admin, { info: from }) : mayChange(admin, model)
  if (!may) return false
  const { hidden, readOnly } = await fieldAccess(admin.actor, from)
  return !hidden.has(property) && !readOnly.has(property) && model?.readonly.has(property) !== true
}

const mayChangeAny = ({ user, given }: AdminRequest, info: ModelInfo) =>
  user.isSuperuser || given.has(permissionFor(info, 'change'))

/** The row that was chosen, or why there is none. */
export async function chosenTarget(
  admin: AdminRequest,
  { info }: ModelAdmin,
  offer: MoveOffer,
  sent: string,
): Promise<AnyRow | string> {
  const text = sent.trim()
  if (text === '') return fill(gettext('Choose the %(name)s to move them to.'), { name: info.verboseName })
  if (offer.choices !== null)
    return (await rowWithKey(offer.targets, info, text)) ?? gettext('That choice is not there any more.')
  const { from, property: name } = offer.relations[0]!
  const relation = { info: from, name, far: info, many: false, byKey: false }
  const meant = await meaning({ admin, relation, rows: offer.targets }, text)
  return meant.row ?? problemOf(relation, text, meant, await rowChoices(admin, info, meant.matches))
}

/**
 * Gives the rows that point at `row` the target instead, in the transaction that is open. A text says why they were not all moved: then
 * everything is to be taken back.
 */
export async function moveRows(
  admin: AdminRequest,
  relations: readonly RelationInfo[],
  row: AnyRow,
  target: AnyRow,
): Promise<string | null> {
  for (const { from, near, far, property } of relations) {
    const model = registrationOf(admin, from)
    const pointing = untyped(from)
      .filter({ [near.attribute]: row[far.attribute] })
      .orderBy('pk')
    const all = await pointing.count()
    if (all > mostMoved)
      return fill(gettext('No more than %(count)s rows are moved at once.'), { count: count(mostMoved) })
    if (model !== undefined) {
      const allowed = await runnableRows(admin, model, { permissions: ['change'] }, pointing)
      const may = allowed === null ? 0 : allowed.rows === pointing ? all : await allowed.rows.count()
      if (may < all)
        return fill(
          ngettext(
            '%(count)s %(name)s is not yours to change.',
            '%(count)s %(name)s are not yours to change.',
            all - may,
          ),
          { count: count(all - may), name: all - may === 1 ? from.verboseName : from.verboseNamePlural },
        )
    }
    for (let done = 0; done < all; done += batch) {
      // Those that were moved do not point here any more.
      for (const each of await pointing.slice(0, batch)) {
        ;(each as Record<string, unknown>)[property] = target
        await each.save()
        if (model !== undefined && all <= mostLogged)
          await logAction(admin, model, each, actionFlags.changed, change(model, [property]))
      }
    }
  }
  return null
}
