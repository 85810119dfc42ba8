import type { ModelAdmin } from '../model-admin.ts'
import type { AnyRow } from '../registration.ts'
import type { AdminRequest } from '../request.ts'
import { editableView, type FieldView } from './field-view.ts'
import { relatedLinks } from './relations/links.ts'
import type { Lookups } from './relations/lookup.ts'
import { lookupView } from './relations/lookup-view.ts'
import type { RowForm } from './row-form.ts'
import { readonlyView } from './widgets/readonly.ts'

/** What the fields of one row are drawn from. */
export interface DrawnRow {
  readonly model: ModelAdmin
  /** Null where nothing of the row can be changed. */
  readonly form: RowForm | null
  /** The row as it is stored; null for a new one. */
  readonly row: AnyRow | null
  readonly lookups: Lookups
  /** What the names of its fields begin with. */
  readonly prefix: string
  /** For a row of an inline: where its lookups ask. */
  readonly inline?: { readonly of: ModelAdmin; readonly row: AnyRow | null; readonly name: string }
}

/** A field as the form has it for this row: to be changed, or only shown. `inLine` is how many stand beside each other. */
export async function fieldView(
  admin: AdminRequest,
  drawn: DrawnRow,
  name: string,
  inLine: number,
): Promise<FieldView> {
  const { model, form, row, lookups, prefix } = drawn
  const field = model.readonly.has(name) || form === null ? undefined : [...form].find((each) => each.name === name)
  if (field === undefined) {
    const view = await readonlyView(admin, model, name, row, inLine)
    return { ...view, id: `id_${prefix}${name}`, helpId: `id_${prefix}${name}_helptext` }
  }
  const view = editableView(model, field, inLine, admin.zone)
  const lookup = lookups.get(name)
  const chosen = lookup === undefined ? field.value : lookup.chosen[0]?.id
  return {
    ...(lookup === undefined ? view : lookupView(view, field, lookup, lookupSource(admin, drawn))),
    related: relatedLinks(admin, model, name, chosen),
  }
}

function lookupSource(admin: AdminRequest, { model, row, inline }: DrawnRow): Parameters<typeof lookupView>[3] {
  if (inline === undefined) return { admin, model, key: row === null ? null : row['pk'] }
  return { admin, model: inline.of, key: inline.row === null ? null : inline.row['pk'], inline: inline.name }
}
