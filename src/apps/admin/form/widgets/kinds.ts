import type { BoundField, WidgetContext, WidgetOption } from '../../../forms/index.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import { mostListed } from '../relations/large.ts'
import { isOfPermissions } from '../relations/permissions.ts'

/** Which of the parts of `form/widget/` draws a control. */
export type ControlKind =
  | 'input'
  | 'address'
  | 'date'
  | 'uuid'
  | 'password'
  | 'textarea'
  | 'markdown'
  | 'code'
  | 'json'
  | 'select'
  | 'check'
  | 'switch'
  | 'maybe'
  | 'choices'
  | 'picker'
  | 'file'
  | 'image'
  | 'lookup'
  | 'lookupMany'
  | 'rawId'
  | 'custom'
  | 'static'

/** Up to how many choices are shown as radio buttons. */
const radios = 5

/** Controls that are several, with one question: drawn in a `<fieldset>`. */
const groups: ReadonlySet<ControlKind> = new Set(['choices', 'picker', 'maybe'])

export function isGroup(kind: ControlKind): boolean {
  return groups.has(kind)
}

/** How a field is drawn: by what its registration says, its widget and what the model says of it. */
export function controlKind(
  model: ModelAdmin,
  field: BoundField,
  widget: WidgetContext,
  options: readonly WidgetOption[],
): ControlKind {
  const schema = model.info.column(field.name)?.field.describe()
  const declared = model.widgets.get(field.name)
  switch (widget.template) {
    case 'input':
      if (widget.type === 'password') return 'password'
      if (widget.type === 'url') return 'address'
      if (widget.type === 'date' || widget.type === 'datetime-local') return 'date'
      return schema?.format === 'uuid' ? 'uuid' : 'input'
    case 'textarea':
      if (schema?.kind === 'json' || schema?.kind === 'array')
        return typeof declared === 'function' ? 'textarea' : 'json'
      return declared === 'markdown' || declared === 'code' ? declared : 'textarea'
    case 'checkbox':
      return declared === 'switch' ? 'switch' : 'check'
    case 'select':
      return selectKind(model, field, widget, options)
    case 'clearableFile':
      return schema?.image === undefined ? 'file' : 'image'
    case 'options':
      return options[0]?.type === 'checkbox' ? 'picker' : 'choices'
    default:
      return 'custom'
  }
}

function selectKind(
  model: ModelAdmin,
  field: BoundField,
  widget: WidgetContext,
  options: readonly WidgetOption[],
): ControlKind {
  const schema = model.info.column(field.name)?.field.describe()
  const declared = model.widgets.get(field.name)
  if (widget.attrs['multiple'] === true) {
    if (declared === 'select') return 'select'
    const isList = declared === 'picker' || options.length <= mostListed || isOfPermissions(model, field.name)
    return isList ? 'picker' : 'select'
  }
  if (declared === 'select' || typeof declared === 'function') return 'select'
  if (field.input.type === 'nullBoolean') return 'maybe'
  return schema?.relation === undefined && options.length <= radios && field.required && !isGrouped(widget)
    ? 'choices'
    : 'select'
}

function isGrouped({ groups: found = [] }: WidgetContext): boolean {
  return found.some(({ label }) => label !== null)
}
