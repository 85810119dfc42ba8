import { escapeHtml, markSafe, type SafeString } from '../../../base/text/index.ts'
import { type FieldValues, textOf } from '../data.ts'
import type { MediaFiles } from '../media.ts'
import type { DrawnPart } from './multi.ts'

/** HTML attributes: `true` writes the name alone; false, null and undefined leave it out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>

/** One choice as it is drawn. */
export interface WidgetOption {
  readonly name: string
  readonly type: string | null
  readonly value: string
  readonly label: string
  readonly selected: boolean
  readonly id: string | null
  /** The option's own attributes, ready to stand in a tag. */
  readonly attributes: SafeString
}

/** Choices under one heading; those without one have the label null. */
export interface WidgetGroup {
  readonly label: string | null
  readonly options: readonly WidgetOption[]
}

/** What a widget's template sees as `widget`. */
export interface WidgetContext {
  /** The name under which the value is submitted. */
  readonly name: string
  /** The `type` of an `<input>`, or null. */
  readonly type: string | null
  /** The widget's own name: 'input', 'select'. */
  readonly template: string
  /** As text, or null where there is nothing to show. */
  readonly value: string | null
  readonly attrs: Attributes
  /** `attrs` as they stand in a tag: ` id="id_name" required`. */
  readonly attributes: SafeString
  readonly hidden: boolean
  readonly groups?: readonly WidgetGroup[]
  /** The controls of a widget that has several. */
  readonly parts?: readonly DrawnPart[]
  readonly [extra: string]: unknown
}

/** A choice of an input, before it is drawn. */
export interface WidgetChoice {
  readonly value: unknown
  readonly label: string
  /** The heading under which it stands, or null. */
  readonly group: string | null
}

/** ` name="value"` for each attribute, escaped. */
export function flattenAttributes(attrs: Attributes): SafeString {
  let text = ''
  for (const [name, value] of Object.entries(attrs)) {
    if (value === false || value === null || value === undefined) continue
    text += value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`
  }
  return markSafe(text)
}

/**
 * How an input is drawn and read back. A widget never changes, so one may serve many forms.
 * Semantics: Django's widgets (https://docs.djangoproject.com/en/stable/ref/forms/widgets/).
 */
export abstract class Widget {
  /** Which template draws it: a renderer maps this name to a file. */
  abstract readonly template: string
  /** The `type` of an `<input>`. */
  readonly type: string | null = null
  readonly attrs: Attributes
  /** The form needs `enctype="multipart/form-data"`. */
  readonly multipart: boolean = false
  /** Several controls with one question: drawn in a `<fieldset>` with a `<legend>`. */
  readonly group: boolean = false

  constructor(attrs: Attributes = {}) {
    this.attrs = attrs
  }

  get hidden(): boolean {
    return this.type === 'hidden'
  }

  /** The scripts and style sheets that it needs on its page. */
  get media(): readonly MediaFiles[] {
    return []
  }

  /** The same for values that are written as the language in force writes them: in a text box. */
  localized(): Widget {
    return this
  }

  /** The raw value of the field `name` in what was submitted; null where there is none. */
  read(data: FieldValues, _files: FieldValues, name: string): unknown {
    return data.get(name) ?? null
  }

  /** Was the field absent, as opposed to empty? A row's own value or default is kept then. */
  omitted(data: FieldValues, _files: FieldValues, name: string): boolean {
    return !data.has(name)
  }

  /** A value as the text that the widget shows, or null. */
  format(value: unknown): string | null {
    if (value instanceof Date)
      return value
        .toISOString()
        .replace('T', ' ')
        .replace(/(?:\.000)?Z$/, '')
    return value === null || value === undefined || value === '' ? null : textOf(value)
  }

  /** May the browser insist on a value? */
  canRequire(_initial: unknown, _choices: readonly WidgetChoice[] = []): boolean {
    return !this.hidden
  }

  /** The id that a label's `for` names; null where no single control has one. */
  idForLabel(id: string): string | null {
    return id
  }

  /** The id of its first control: where a link to the field leads. */
  firstId(id: string, _choices: readonly WidgetChoice[]): string {
    return id
  }

  context(name: string, value: unknown, attrs: Attributes, _choices: readonly WidgetChoice[] = []): WidgetContext {
    const all = { ...this.attrs, ...attrs }
    return {
      name,
      type: this.type,
      template: this.template,
      value: this.format(value),
      attrs: all,
      attributes: flattenAttributes(all),
      hidden: this.hidden,
    }
  }
}
