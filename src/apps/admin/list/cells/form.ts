import { type BoundField, modelFormFor, type WidgetContext } from '../../../forms/index.ts'
import { narrowedInputs, rowsForField } from '../../form/relations/choosable.ts'
import type { RowForm } from '../../form/row-form.ts'
import type { SentValues } from '../../form/slugs.ts'
import { userInputs } from '../../form/user-inputs.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import type { AdminRequest } from '../../request.ts'
import { countUpTo } from '../pages/count.ts'

/** Relations to more rows than this are not chosen in a cell: every row of the list would carry them all. */
const mostChoices = 100

/** The form of some cells of one row, or (without a row) of any. */
export function cellForm(
  admin: AdminRequest,
  model: ModelAdmin,
  fields: readonly string[],
  of: { readonly row?: AnyRow; readonly data?: SentValues; readonly prefix?: string } = {},
): RowForm {
  const { row, data, prefix } = of
  const inputs = { ...userInputs(model, row), ...narrowedInputs(admin, model, fields, row) }
  const FormClass = modelFormFor(model.info, { fields, inputs })
  return new FormClass({
    timezone: admin.zone,
    ...(row !== undefined && { instance: row }),
    ...(data !== undefined && { data }),
    ...(prefix !== undefined && { prefix }),
  })
}

/** The cells of a list that can be edited at all, with their choices: read once, whatever the number of rows. */
export async function cellFields(
  admin: AdminRequest,
  model: ModelAdmin,
  names: readonly string[],
): Promise<ReadonlyMap<string, BoundField>> {
  const fitting: string[] = []
  for (const name of names) {
    const far = model.info.column(name)?.relation?.to
    if (far === undefined || (await countUpTo(rowsForField(admin, model.info, name), mostChoices)).sure === 'exact')
      fitting.push(name)
  }
  if (fitting.length === 0) return new Map()
  const form = cellForm(admin, model, fitting)
  await form.ready()
  return new Map(fitting.map((name) => [name, form.field(name as never)]))
}

/** A cell as its control shows a value; null where the control has no such choice, and sending it back would change the value. */
export function cellContext(
  field: BoundField,
  name: string,
  value: unknown,
  admin: AdminRequest,
  attributes: Readonly<Record<string, string>> = {},
): WidgetContext | null {
  const { input, widget } = field
  const shown = input.prepare(value ?? null, { timezone: admin.zone, initial: value ?? null, cleaned: {} })
  const own = { ...input.attributes(widget, shown), id: `id_${name}`, ...attributes }
  const context = widget.context(name, shown, own, field.choices)
  return context.groups !== undefined && textOf(context) === null ? null : context
}

/** What a control sends as it was drawn: null of a select in which nothing is selected. */
export function textOf(context: WidgetContext): string | null {
  if (context.groups !== undefined)
    return context.groups.flatMap((group) => group.options).find((option) => option.selected)?.value ?? null
  if (context.type === 'checkbox') return context.attrs['checked'] === true ? 'on' : ''
  return (context.value ?? '').replaceAll('\r\n', '\n')
}

/** What was sent for a cell, to be held against `textOf`; null where nothing was. */
function sentText(field: BoundField, name: string, sent: SentValues): string | null {
  if (field.widget.type === 'checkbox') return sent.has(name) ? 'on' : ''
  const value = sent.get(name)
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : null
}

/** Does what was sent differ from what the row holds now? */
export function isTouched(
  field: BoundField,
  name: string,
  value: unknown,
  sent: SentValues,
  admin: AdminRequest,
): boolean {
  const text = sentText(field, name, sent)
  if (text === null) return false
  const context = cellContext(field, name, value, admin)
  return context === null || textOf(context) !== text
}
