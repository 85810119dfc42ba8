import { gettext } from '../../../../web/i18n/index.ts'
import { fill } from '../../format.ts'
import { fieldLabel } from '../../log.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { capitalise } from '../../paths.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import type { NestingForm } from '../inlines/forms.ts'
import { orderText } from '../inlines/order.ts'
import { cleanedOf, everyPlan, type RowPlan, type SetPlan } from '../inlines/plan.ts'
import type { SentValues } from '../slugs.ts'
import { isKept, isOpen, unanswered } from './answers.ts'
import { fieldsInWords, related, showValue } from './conflict.ts'
import { type FieldTexts, versionOf } from './version.ts'

/** One question: whose value to keep. */
export interface Disagreement {
  /** What `_keep_` stands before. */
  readonly name: string
  readonly label: string
  readonly mine: string
  readonly theirs: string
}

/** What two people disagree about in the inlines of a form, and what does not meet. */
interface BelowConflict {
  readonly rows: readonly Disagreement[]
  /** Names of fields that stay as they are stored. */
  readonly leftAlone: readonly string[]
  readonly mine: readonly string[]
  readonly theirs: readonly string[]
  readonly forms: readonly { readonly form: NestingForm; readonly prefix: string; readonly model: ModelAdmin }[]
}

export async function inlineDisagreements(
  admin: AdminRequest,
  plans: readonly SetPlan[],
  data: SentValues,
): Promise<BelowConflict> {
  const found = {
    rows: [] as Disagreement[],
    leftAlone: [] as string[],
    mine: [] as string[],
    theirs: [] as string[],
    forms: [] as { form: NestingForm; prefix: string; model: ModelAdmin }[],
  }
  for (const { set, rows, order } of everyPlan(plans)) {
    for (const [form, plan] of rows) {
      const prefix = `${set.forms.prefixOf(set.forms.forms.indexOf(form))}-`
      found.forms.push({ form, prefix, model: set.model })
      if (plan.kind === 'delete') {
        found.rows.push(...deletion(admin, set.model, plan, prefix, data))
        // Should the row stay after all, it stays as somebody else made it.
        found.leftAlone.push(...plan.changed.map((name) => `${prefix}${name}`))
      }
      if (plan.kind !== 'change') continue
      const merge = unanswered(data, prefix, plan.merge)
      const of = (names: readonly string[]) => `${rowName(set.model, plan)} (${fieldsInWords(set.model, names)})`
      for (const name of merge.conflicts)
        found.rows.push({
          name: `${prefix}${name}`,
          label: `${rowName(set.model, plan)}: ${fieldLabel(set.model, name)}`,
          mine: showValue(admin, set.model, name, cleanedOf(form)[name]),
          theirs: showValue(admin, set.model, name, await related(set.model, plan.entry.row, name)),
        })
      const kept = plan.entry.model.editable.filter((name) => isKept(data, `${prefix}${name}`))
      const theirs = [...kept, ...merge.theirs]
      found.leftAlone.push(...theirs.map((name) => `${prefix}${name}`))
      if (merge.mine.length > 0) found.mine.push(of(merge.mine))
      if (theirs.length > 0) found.theirs.push(of(theirs))
    }
    if (order !== null && order.conflict !== null) {
      const inWords = (list: readonly AnyRow[]) => list.map(String).join(gettext(', '))
      found.rows.push({
        name: `${set.prefix}-ORDER`,
        label: fill(gettext('Order of %(name)s'), { name: set.model.many }),
        mine: inWords(order.conflict.mine),
        theirs: inWords(order.conflict.theirs),
      })
    }
  }
  return found
}

/** This person removes a row that somebody else changed. */
function deletion(
  admin: AdminRequest,
  model: ModelAdmin,
  plan: Extract<RowPlan, { readonly kind: 'delete' }>,
  prefix: string,
  data: SentValues,
): Disagreement[] {
  if (plan.changed.length === 0 && !isOpen(data, `${prefix}DELETE`)) return []
  const { row } = plan.entry
  const values = plan.changed.map((name) => `${fieldLabel(model, name)}: ${showValue(admin, model, name, row[name])}`)
  return [
    {
      name: `${prefix}DELETE`,
      label: `${capitalise(model.one)} ${String(row)}`,
      mine: gettext('Remove it'),
      theirs:
        values.length === 0
          ? gettext('Keep it')
          : fill(gettext('Changed it (%(fields)s)'), { fields: values.join(gettext(', ')) }),
    },
  ]
}

function rowName(model: ModelAdmin, plan: Extract<RowPlan, { readonly kind: 'change' }>): string {
  return `${capitalise(model.one)} ${String(plan.entry.row)}`
}

/** The marks of every row as it is stored now, and the order, by the names of their hidden controls. */
export async function inlineVersions(plans: readonly SetPlan[]): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>()
  for (const { set, rows } of everyPlan(plans)) {
    versions.set(`${set.prefix}-_order`, orderText(set))
    for (const [form, plan] of rows) {
      const index = set.forms.forms.indexOf(form)
      const at = `${set.forms.prefixOf(index)}-_version`
      const texts: FieldTexts | null =
        plan.kind === 'change' ? plan.stored.texts : plan.kind === 'delete' ? plan.texts : null
      if (texts !== null) versions.set(at, versionOf(texts))
      else if (set.forms.wasThere(index)) versions.set(at, set.forms.marksAt(index))
    }
  }
  return versions
}
