import { gettext } from '../../../web/i18n/index.ts'
import { type FieldValues, textOf } from '../data.ts'
import { type Attributes, Widget, type WidgetContext } from './widget.ts'

/** What a file field gives where its "remove" box was ticked. */
export const clearFile: unique symbol = Symbol('nuages.forms.clear')

/** What a file field gives where a file came and the box was ticked too. */
export const contradiction: unique symbol = Symbol('nuages.forms.contradiction')

/** `<input type="file">`, for one file or for several. */
export class FileWidget extends Widget {
  readonly template: string = 'file'
  override readonly type = 'file'
  override readonly multipart = true
  readonly multiple: boolean

  constructor(attrs: Attributes = {}, options: { readonly multiple?: boolean } = {}) {
    const { multiple = false } = options
    super(multiple ? { ...attrs, multiple } : attrs)
    this.multiple = multiple
  }

  override read(_data: FieldValues, files: FieldValues, name: string): unknown {
    return this.multiple ? files.getAll(name) : (files.get(name) ?? null)
  }

  override omitted(_data: FieldValues, files: FieldValues, name: string): boolean {
    return !files.has(name)
  }

  /** A browser cannot be told what to upload. */
  override format(): string | null {
    return null
  }

  override canRequire(initial: unknown): boolean {
    return !initial
  }
}

/** A file input that says what is there now and, where the field may be empty, offers to remove it. */
export class ClearableFileWidget extends FileWidget {
  override readonly template = 'clearableFile'

  /** The name of the "remove" box of a field. */
  clearName(name: string): string {
    return `${name}-clear`
  }

  override read(data: FieldValues, files: FieldValues, name: string): unknown {
    const file = super.read(data, files, name)
    const box = this.clearName(name)
    const clear = data.has(box) && !['', 'false', '0'].includes(textOf(data.get(box)))
    if (!clear) return file
    return file === null ? clearFile : contradiction
  }

  override omitted(data: FieldValues, files: FieldValues, name: string): boolean {
    return super.omitted(data, files, name) && !data.has(this.clearName(name))
  }

  override context(name: string, value: unknown, attrs: Attributes): WidgetContext {
    const current = typeof value === 'string' && value !== '' ? value : null
    const id = typeof attrs['id'] === 'string' ? `${attrs['id']}-clear` : null
    const base = super.context(name, null, attrs)
    return {
      ...base,
      current,
      clearName: this.clearName(name),
      clearId: id,
      currentText: gettext('Currently'),
      clearText: gettext('Clear'),
    }
  }
}
