import type { FieldValues } from '../data.ts'
import { type Attributes, Widget, type WidgetChoice, type WidgetContext } from './widget.ts'

/** One of the controls of a `MultiWidget`. */
export interface WidgetPart {
  readonly widget: Widget
  /** Put behind the field's name with a `_` between them. Default: its number, from 0. */
  readonly name?: string
  /** What people read before the control. */
  readonly label?: string | null
  /** Further HTML attributes of this control alone. */
  readonly attrs?: Attributes
  readonly choices?: () => readonly WidgetChoice[]
  /** May stay empty where the others must not. */
  readonly optional?: boolean
}

/** A part as its template sees it; `html` is there once it was drawn. */
export interface DrawnPart {
  readonly label: string | null
  /** The id of its control, or null. */
  readonly id: string | null
  readonly widget: WidgetContext
}

/** Several controls that give one value, as a list of what each gives. */
export class MultiWidget extends Widget {
  readonly template: string = 'multi'
  override readonly group = true
  readonly parts: readonly WidgetPart[]

  constructor(parts: readonly (Widget | WidgetPart)[], attrs?: Attributes) {
    super(attrs)
    this.parts = parts.map((part) => (part instanceof Widget ? { widget: part } : part))
    this.multipart = this.parts.some(({ widget }) => widget.multipart)
  }

  override readonly multipart: boolean

  override get hidden(): boolean {
    return this.parts.every(({ widget }) => widget.hidden)
  }

  override get media(): Widget['media'] {
    return this.parts.flatMap(({ widget }) => widget.media)
  }

  /** A value that is no list as what each control shows. */
  protected decompress(value: unknown): readonly unknown[] {
    return value === null || value === undefined || value === '' ? [] : [value]
  }

  protected nameOf(name: string, index: number): string {
    return `${name}_${this.parts[index]!.name ?? index}`
  }

  override read(data: FieldValues, files: FieldValues, name: string): unknown {
    return this.parts.map(({ widget }, index) => widget.read(data, files, this.nameOf(name, index)))
  }

  override omitted(data: FieldValues, files: FieldValues, name: string): boolean {
    return this.parts.every(({ widget }, index) => widget.omitted(data, files, this.nameOf(name, index)))
  }

  override idForLabel(): string | null {
    return null
  }

  override firstId(id: string): string {
    const [first] = this.parts
    return first === undefined ? id : first.widget.firstId(this.nameOf(id, 0), first.choices?.() ?? [])
  }

  override context(name: string, value: unknown, attrs: Attributes): WidgetContext {
    const base = super.context(name, null, attrs)
    const values = Array.isArray(value) ? value : this.decompress(value)
    const { id, required, ...rest } = base.attrs
    const parts = this.parts.map((part, index): DrawnPart => {
      const { widget, label = null, choices } = part
      const partId = typeof id === 'string' ? this.nameOf(id, index) : null
      const given = choices?.() ?? []
      const context = widget.context(
        this.nameOf(name, index),
        values[index] ?? null,
        {
          ...rest,
          ...part.attrs,
          required: required === true && part.optional !== true && widget.canRequire(null, given) ? true : undefined,
          ...(partId === null ? {} : { id: partId }),
        },
        given,
      )
      return { label, id: partId === null ? null : widget.idForLabel(partId), widget: context }
    })
    return { ...base, parts }
  }
}
