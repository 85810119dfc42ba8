import { mayAdd, mayView } from '../../access.ts'
import { forUser } from '../../for-user.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import { largeRelations } from '../relations/large.ts'
import type { Lookups } from '../relations/lookup.ts'
import type { RowForm } from '../row-form.ts'
import type { SentValues } from '../slugs.ts'
import type { Inline } from './declared.ts'
import { type InlineForms, type InlineRow, isEditable, keyNameOf, type NestingForm } from './forms.ts'
import { formsClass, shareWith } from './forms-class.ts'
import { emptyLookups, type FormBudget, type InlineLookups, inlineLookups } from './lookups.ts'
import { accessTo, parentKey, rowsOf, withoutNarrowedMany } from './rows.ts'

/** A row whose form has inlines. */
export interface InlineParent {
  /** It may be new, and unsaved. */
  readonly row: AnyRow
  /** What the names of its inlines begin with: '' for the row of the page. */
  readonly prefix: string
  /** False where nothing below it may be written. */
  readonly mayWrite: boolean
}

/** One inline of one row: its rows as they are now, and their forms. */
export interface InlineSet {
  readonly inline: Inline
  /** The inline's model as this person sees it. */
  readonly model: ModelAdmin
  readonly parent: InlineParent
  readonly prefix: string
  /** The rows that the person sees, in order. */
  readonly rows: readonly InlineRow[]
  /** More rows than a form can hold. */
  readonly cut: boolean
  readonly mayAdd: boolean
  readonly forms: InlineForms
  /** Lookups of single forms, by prefix. */
  readonly lookups: ReadonlyMap<string, Lookups>
  readonly below: ReadonlyMap<RowForm, readonly InlineSet[]>
}

export interface OpenOptions {
  /** What was sent; null for a page that is drawn anew. */
  readonly sent: SentValues | null
  /** Everything is saved as new rows of the parent. */
  readonly asNew?: boolean
}
/** Rows that one page sends at most, with those below them: each has a field of its own, and a request a thousand. */
const mostForms = 2000

type Opening = OpenOptions & { readonly budget: FormBudget }

/** The inlines of a row, with the rows and forms below them: a flat number of queries, however many rows there are. */
export async function openInlines(
  admin: AdminRequest,
  inlines: readonly Inline[],
  parent: InlineParent,
  options: OpenOptions,
): Promise<readonly InlineSet[]> {
  return (await openBelow(admin, inlines, [parent], { ...options, budget: { left: mostForms } })).get(parent) ?? []
}

/** Every set of a tree, those of rows below the rows too. */
export function everySet(sets: readonly InlineSet[]): readonly InlineSet[] {
  return sets.flatMap((set) => [set, ...[...set.below.values()].flatMap(everySet)])
}

async function openBelow(
  admin: AdminRequest,
  inlines: readonly Inline[],
  parents: readonly InlineParent[],
  options: Opening,
): Promise<Map<InlineParent, InlineSet[]>> {
  const sets = new Map<InlineParent, InlineSet[]>(parents.map((parent) => [parent, []]))
  if (parents.length === 0) return sets
  for (const inline of inlines) {
    const opened = await openOne(admin, inline, parents, options)
    for (const set of opened) sets.get(set.parent)?.push(set)
  }
  return sets
}

async function openOne(
  admin: AdminRequest,
  inline: Inline,
  parents: readonly InlineParent[],
  { sent, asNew = false, budget }: Opening,
): Promise<InlineSet[]> {
  // The rules and limits of the model's own registration hold here too.
  const registered = admin.models.of(inline.model.info) ?? inline.model
  const sees = mayView(admin, registered) && mayView(admin, inline.model)
  const adds = mayAdd(admin, registered) && mayAdd(admin, inline.model)
  if (!sees && !adds) return []
  const model = withoutNarrowedMany(admin, await forUser(admin, inline.model))
  const found = sees ? await rowsOf(admin, inline, registered, parents) : { rows: [], cut: false }
  const entries = await Promise.all(found.rows.map((row) => accessTo(admin, inline, registered, row)))
  const large = await largeRelations(admin, inline.model)
  const Forms = formsClass(admin, inline, { lookups: emptyLookups(large), rows: found.rows })
  const opened: InlineSet[] = []
  let first: InlineForms | null = null
  for (const parent of parents) {
    const key = parentKey(inline, parent)
    const rows = entries.filter(({ row }) => key !== null && String(row[inline.key.attribute]) === String(key))
    const shown = parent.mayWrite ? rows : rows.map((entry) => ({ ...entry, mayChange: false, mayDelete: false }))
    const prefix = `${parent.prefix}${inline.name}`
    const mayAddHere = adds && parent.mayWrite
    // A page shows no inline that has no rows and takes none: nothing of it is sent then.
    if (sent !== null && !mayAddHere && !sent.has(`${prefix}-TOTAL_FORMS`)) continue
    const looked: InlineLookups = await inlineLookups(admin, {
      inline,
      model,
      prefix,
      large,
      rows: shown,
      sent,
      budget,
    })
    const forms: InlineForms = new Forms({
      prefix,
      instance: parent.row,
      rows: shown.filter(isEditable).map(({ row }) => row),
      timezone: admin.zone,
      saveAsNew: asNew,
      ...(looked.sent !== null && { data: looked.sent }),
    })
    forms.access = {
      rows: new Map(shown.filter(isEditable).map((entry) => [String(entry.row['pk']), entry])),
      ofNew: model.editable,
      keyName: keyNameOf(inline),
      mayAdd: mayAddHere,
      sent: looked.sent,
    }
    if (first === null) first = forms
    else shareWith(first, forms)
    opened.push({
      inline,
      model,
      parent,
      prefix,
      rows: shown,
      cut: found.cut,
      mayAdd: mayAddHere,
      forms,
      lookups: looked.lookups,
      below: new Map(),
    })
  }
  await nest(admin, inline, opened, { sent, asNew, budget })
  return opened
}

/** Opens the inlines of the inline's rows, all rows of all sets at once. */
async function nest(
  admin: AdminRequest,
  inline: Inline,
  opened: readonly InlineSet[],
  options: Opening,
): Promise<void> {
  if (inline.inlines.length === 0) return
  const owners = new Map<InlineParent, { readonly set: InlineSet; readonly form: NestingForm }>()
  for (const set of opened) {
    const { forms } = set
    for (const [index, form] of [...forms.forms, forms.emptyForm].entries()) {
      const isEmpty = index === forms.forms.length
      const stored = isEmpty ? null : forms.storedAt(index)
      owners.set(
        {
          row: form.instance,
          prefix: `${forms.prefixOf(isEmpty ? null : index)}-`,
          mayWrite: stored === null ? set.mayAdd : stored.mayChange,
        },
        { set, form },
      )
    }
  }
  const below = await openBelow(admin, inline.inlines, [...owners.keys()], options)
  for (const [parent, { set, form }] of owners) {
    const sets = below.get(parent) ?? []
    ;(set.below as Map<RowForm, readonly InlineSet[]>).set(form, sets)
    form.below = sets.map(({ forms }) => forms)
  }
}
