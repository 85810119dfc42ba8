import type { FieldValues } from '../data.ts'
import { type Attributes, Widget, type WidgetContext } from './widget.ts'

const spelled = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
])

/** `<input type="checkbox">`: not submitted means false. */
export class CheckboxWidget extends Widget {
  readonly template = 'checkbox'
  override readonly type = 'checkbox'

  override read(data: FieldValues, _files: FieldValues, name: string): unknown {
    if (!data.has(name)) return false
    const value = data.get(name)
    return Boolean(typeof value === 'string' ? (spelled.get(value.toLowerCase()) ?? value) : value)
  }

  /** A box that is not ticked is not submitted, so its absence says nothing. */
  override omitted(): boolean {
    return false
  }

  override format(value: unknown): string | null {
    return typeof value === 'boolean' ? null : super.format(value)
  }

  override context(name: string, value: unknown, attrs: Attributes): WidgetContext {
    const checked = !(value === false || value === null || value === undefined || value === '')
    return super.context(name, value, checked ? { ...attrs, checked: true } : attrs)
  }
}
