import type { Issue } from '../../base/schema/index.ts'
import { html, markSafe, type SafeString } from '../../base/text/index.ts'
import { formsErrors } from './errors.ts'
import type { FormCore } from './form-core.ts'
import type { Input } from './inputs/input.ts'
import type { Attributes, Widget, WidgetChoice, WidgetContext } from './widgets/widget.ts'

/** 'bee_cee' and 'beeCee' as 'Bee cee'. */
export function labelFor(name: string): string {
  const text = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
    .trim()
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/**
 * One field of one form: its declaration together with what was submitted. Printing it in a template draws its widget.
 * Semantics: Django's `BoundField`.
 */
export class BoundField {
  readonly name: string
  readonly input: Input
  readonly #form: FormCore
  #initial: { readonly value: unknown } | null = null

  constructor(form: FormCore, name: string, input: Input) {
    this.#form = form
    this.name = name
    this.input = input
  }

  /** The name under which the value is submitted: with the form's prefix. */
  get htmlName(): string {
    return this.#form.htmlName(this.name)
  }

  /** The id of its control, or '' where the form gives none. */
  get id(): string {
    return this.#form.idOf(this.htmlName)
  }

  /** What a label's `for` names; '' for a group of controls. */
  get idForLabel(): string {
    return this.id === '' ? '' : (this.widget.idForLabel(this.id) ?? '')
  }

  /** The id of the element with the help text. */
  get helpId(): string {
    return this.id === '' ? '' : `${this.id}_helptext`
  }

  /** The id of the element with the errors. */
  get errorId(): string {
    return this.id === '' ? '' : `${this.id}_error`
  }

  get label(): string {
    return this.input.label ?? labelFor(this.name)
  }

  get help(): string {
    return this.input.help
  }

  get required(): boolean {
    return this.input.required
  }

  get widget(): Widget {
    return this.input.widget
  }

  get isHidden(): boolean {
    return this.widget.hidden
  }

  /** Several controls with one question: draw it in a `<fieldset>`. */
  get isGroup(): boolean {
    return this.widget.group
  }

  /** What is wrong with it; empty before validation. */
  get errors(): readonly Issue[] {
    return this.#form.errorsOf(this.name)
  }

  /** What was submitted for it, as its widget reads it. */
  get data(): unknown {
    return this.widget.read(this.#form.data, this.#form.files, this.htmlName)
  }

  /** The value that the form began with. */
  get initial(): unknown {
    this.#initial ??= { value: this.#form.initialOf(this.name, this.input) }
    return this.#initial.value
  }

  /** What its control shows: what was submitted, else the initial value. */
  get value(): unknown {
    const shown = this.#form.isBound ? this.input.shown(this.data, this.initial) : this.initial
    return this.input.prepare(shown, this.#form.contextOf(this.initial))
  }

  get hasChanged(): boolean {
    return this.input.hasChanged(this.initial, this.data, this.#form.contextOf(this.initial))
  }

  /** The choices of a field that has some. Throws `NUAGES_FORMS_CHOICES_NOT_LOADED` before `form.ready()`. */
  get choices(): readonly WidgetChoice[] {
    const { choices } = this.input as { choices?: readonly WidgetChoice[] | null }
    if (choices === null) throw formsErrors.CHOICES_NOT_LOADED({ form: this.#form.formName, field: this.name })
    return choices ?? []
  }

  /** Everything that a widget's template needs. */
  widgetContext(attrs: Attributes = {}, widget: Widget = this.widget): WidgetContext {
    return widget.context(this.htmlName, this.value, { ...this.#attributes(widget), ...attrs }, this.choices)
  }

  /** The ids of what is said about its control, errors before help, for `aria-describedby`; '' where nothing is. */
  get describedBy(): string {
    if (this.id === '' || this.isHidden) return ''
    const ids = [this.errors.length > 0 ? this.errorId : '', this.help === '' ? '' : this.helpId]
    return ids.filter((id) => id !== '').join(' ')
  }

  #attributes(widget: Widget): Attributes {
    const { id, describedBy } = this
    return {
      ...this.input.attributes(widget),
      ...(widget.attrs['id'] === undefined && id !== '' ? { id } : {}),
      required: this.required && this.#form.usesRequired && widget.canRequire(this.initial, this.choices),
      disabled: this.input.disabled,
      // A group says this once, on its fieldset.
      'aria-describedby': describedBy === '' || widget.group ? undefined : describedBy,
      'aria-invalid': this.errors.length > 0 && !widget.hidden && !widget.group ? 'true' : undefined,
    }
  }

  /** The widget alone, with further attributes, or another widget in its place. */
  draw(attrs: Attributes = {}, widget: Widget = this.widget): SafeString {
    const context = { widget: this.widgetContext(attrs, widget), field: this }
    return markSafe(this.#form.renderer.render(widget.template, context))
  }

  /** Label, widget, help and errors together. */
  row(): SafeString {
    return markSafe(this.#form.renderer.render('field', { field: this }))
  }

  /** Like `row`, after fetching what the field's choices need. */
  async render(): Promise<SafeString> {
    await this.input.load?.()
    return this.row()
  }

  /** The widget's HTML. */
  [html](): string {
    return this.draw().value
  }

  toString(): string {
    return this[html]()
  }
}
