import { StoredFile } from '../../../data/orm/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { type FieldValues, textOf } from '../data.ts'
import { KeptClaim, type KeptUpload } from '../kept/kept-uploads.ts'
import { type Attributes, Widget, type WidgetContext } from './widget.ts'

/** What a file field gives where its "remove" box was ticked. */
export const clearFile: unique symbol = Symbol('nuages.forms.clear')

/** What a file field gives where a file came and the box was ticked too. */
export const contradiction: unique symbol = Symbol('nuages.forms.contradiction')

/** What a file field shows: what was there before, and what is kept of the last try. */
export class ShownFile {
  readonly initial: unknown
  readonly kept: KeptUpload

  constructor(initial: unknown, kept: KeptUpload) {
    this.initial = initial
    this.kept = kept
  }
}

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

  override read(data: FieldValues, files: FieldValues, name: string): unknown {
    const sent = this.multiple ? files.getAll(name) : (files.get(name) ?? null)
    if (files.has(name)) return sent
    // A form without the encoding type for files sends their names: to take that for "no file" would lose them unnoticed.
    const texts = data.getAll(name).filter((value) => typeof value === 'string' && value !== '')
    return texts.length === 0 ? sent : this.multiple ? texts : texts[0]
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

  /** The name of the box that says that what was kept is still wanted. */
  keptName(name: string): string {
    return `${name}-kept`
  }

  override read(data: FieldValues, files: FieldValues, name: string): unknown {
    const file = super.read(data, files, name)
    const box = this.clearName(name)
    const clear = data.has(box) && !['', 'false', '0'].includes(textOf(data.get(box)))
    if (clear) return file === null ? clearFile : contradiction
    if (file !== null && file !== '') return file
    const kept = data.get(this.keptName(name))
    return typeof kept === 'string' && kept !== '' ? new KeptClaim(kept, name) : file
  }

  override omitted(data: FieldValues, files: FieldValues, name: string): boolean {
    return super.omitted(data, files, name) && !data.has(this.clearName(name)) && !data.has(this.keptName(name))
  }

  override context(name: string, value: unknown, attrs: Attributes): WidgetContext {
    const shown = value instanceof ShownFile ? value.initial : value
    const kept = value instanceof ShownFile ? value.kept : null
    const current = currentFile(shown)
    const id = typeof attrs['id'] === 'string' ? `${attrs['id']}-clear` : null
    const base = super.context(name, null, attrs)
    return {
      ...base,
      current: current?.name ?? null,
      currentUrl: current?.url ?? null,
      kept,
      keptName: this.keptName(name),
      keptText: gettext('Keep the file of your last try'),
      clearName: this.clearName(name),
      clearId: id,
      currentText: gettext('Currently'),
      clearText: gettext('Clear'),
    }
  }
}

/** A stored file as a page shows it: `url` where its storage has addresses. */
interface CurrentFile {
  readonly name: string
  readonly url: string | null
}

/** What a value says of the file that is there; null for none, and for an upload. */
export function currentFile(value: unknown): CurrentFile | null {
  if (typeof value === 'string') return value === '' ? null : { name: value, url: null }
  if (!(value instanceof StoredFile) || !value.isStored) return null
  try {
    return { name: value.name, url: value.url() }
  } catch {
    // A storage without addresses, or a name that no storage takes: the name is shown.
    return { name: value.name, url: null }
  }
}
