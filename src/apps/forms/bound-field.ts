import { type Issue, ValidationError } from '../../base/schema/index.ts'
import { escapeHtml, html, markSafe, type SafeString } from '../../base/text/index.ts'
import { drawWidget } from './draw.ts'
import { formsErrors } from './errors.ts'
import type { FormCore } from './form-core.ts'
import { AsTyped } from './inputs/as-typed.ts'
import type { Input } from './inputs/input.ts'
import { labelFor } from './labels.ts'
import {
  type Attributes,
  flattenAttributes,
  type Widget,
  type WidgetChoice,
  type WidgetContext,
} from './widgets/widget.ts'

/** One option of a field with choices, to be drawn by itself: `{% for option in form.size %}`. */
export interface FieldOption {
  /** The `<input>` or `<option>` alone. */
  readonly tag: SafeString
  readonly label: string
  readonly value: string
  readonly selected: boolean
  /** The id of its `<input>`, or null. */
  readonly id: string | null
  /** The heading under which it stands, or null. */
  readonly group: string | null
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

  /** The id of its control: its widget's own, else the form's; '' where there is none. */
  get id(): string {
    const own = this.widget.attrs['id']
    return typeof own === 'string' ? own : this.#form.idOf(this.htmlName)
  }

  /** The id of the text that names a group of controls, where that is no `<legend>`. */
  get labelId(): string {
    return this.id === '' ? '' : `${this.id}_label`
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
    const value = this.#shown
    return value instanceof AsTyped ? String(value) : value
  }

  get #shown(): unknown {
    const shown = this.#form.isBound ? this.input.shown(this.data, this.initial) : this.initial
    return this.input.prepare(shown, this.#form.contextOf(this.initial))
  }

  get hasChanged(): boolean {
    return this.input.hasChanged(this.#before, this.data, this.#form.contextOf(this.initial))
  }

  /** What the submitted value is held against: with `showHiddenInitial` what came back in the hidden control. */
  get #before(): unknown {
    if (!this.input.showHiddenInitial || !this.#form.isBound) return this.initial
    const raw = this.input.hiddenWidget().read(this.#form.data, this.#form.files, this.#form.initialName(this.name))
    try {
      return this.input.carried(raw, this.#form.contextOf(this.initial))
    } catch (error) {
      if (error instanceof ValidationError) return unreadable
      throw error
    }
  }

  /** 'text', 'radioselect': the class of its widget in small letters, for templates. */
  get widgetType(): string {
    return this.widget.constructor.name.replace(/(?:Input|Widget)$/, '').toLowerCase()
  }

  /** The classes of its row: those of the form for fields that are required or wrong, and further ones. */
  cssClasses(...further: readonly string[]): string {
    const { errorCssClass, requiredCssClass } = this.#form.options
    const classes = [
      ...further,
      this.errors.length > 0 ? errorCssClass : undefined,
      this.required ? requiredCssClass : undefined,
    ]
    return [...new Set(classes.flatMap((each) => (each ?? '').split(' ')))].filter((each) => each !== '').join(' ')
  }

  /** The label with the form's suffix, unless it ends with a mark of its own. */
  get labelText(): string {
    const { labelSuffix = '' } = this.#form.options
    return labelSuffix === '' || /[:?.!]$/.test(this.label) ? this.label : this.label + labelSuffix
  }

  /** `<label>` for its control, with further attributes. */
  labelTag(attrs: Attributes = {}, tag = 'label'): SafeString {
    const points = tag === 'label' && this.idForLabel !== ''
    const { requiredCssClass } = this.#form.options
    const css = this.required && requiredCssClass !== undefined ? { class: requiredCssClass } : {}
    const all = flattenAttributes({ ...(points ? { for: this.idForLabel } : {}), ...css, ...attrs })
    return markSafe(`<${tag}${all.value}>${escapeHtml(this.labelText)}</${tag}>`)
  }

  /** `<legend>` of a group of controls. */
  legendTag(attrs: Attributes = {}): SafeString {
    return this.labelTag(attrs, 'legend')
  }

  /** Does the browser itself know, and tell, that something has to be here? */
  get saysRequired(): boolean {
    return !this.isGroup && this.#insists(this.widget)
  }

  /** The id of its first control, where a link to the field leads; '' where the form gives no ids. */
  get firstId(): string {
    return this.id === '' ? '' : this.widget.firstId(this.id, this.choices)
  }

  /** The options of a field with choices, one by one. */
  get options(): readonly FieldOption[] {
    const { groups = [] } = this.widgetContext()
    return groups.flatMap(({ label: group, options }) =>
      options.map(({ type, name, value, label, selected, id, attributes }) => {
        const isOption = type === null
        const own = { ...(isOption ? {} : { type, name }), value }
        const open = `<${isOption ? 'option' : 'input'}${flattenAttributes(own).value}${attributes.value}>`
        const tag = markSafe(isOption ? `${open}${escapeHtml(label)}</option>` : open)
        return { tag, label, value, selected, id, group }
      }),
    )
  }

  [Symbol.iterator](): IterableIterator<FieldOption> {
    return this.options[Symbol.iterator]()
  }

  /** The choices of a field that has some. Throws `NUAGES_FORMS_CHOICES_NOT_LOADED` before `form.ready()`. */
  get choices(): readonly WidgetChoice[] {
    const { choices } = this.input
    if (choices === null) throw formsErrors.CHOICES_NOT_LOADED({ form: this.#form.formName, field: this.name })
    return choices ?? []
  }

  /** Everything that a widget's template needs. */
  widgetContext(attrs: Attributes = {}, widget: Widget = this.widget): WidgetContext {
    const shown = this.#shown
    return widget.context(this.htmlName, shown, { ...this.#attributes(widget, shown), ...attrs }, this.choices)
  }

  /** The ids of what is said about its control, errors before help, for `aria-describedby`; '' where nothing is. */
  get describedBy(): string {
    if (this.id === '' || this.isHidden) return ''
    const ids = [this.errors.length > 0 ? this.errorId : '', this.help === '' ? '' : this.helpId]
    return ids.filter((id) => id !== '').join(' ')
  }

  #insists(widget: Widget): boolean {
    return (
      this.required && this.#form.usesRequired && !this.input.isKept && widget.canRequire(this.initial, this.choices)
    )
  }

  #attributes(widget: Widget, shown: unknown): Attributes {
    const { id, describedBy } = this
    return {
      ...this.input.attributes(widget, shown),
      ...(widget.attrs['id'] === undefined && id !== '' ? { id } : {}),
      required: this.#insists(widget),
      disabled: this.input.disabled,
      // A group says this once, on its fieldset.
      'aria-describedby': describedBy === '' || widget.group || widget.hidden ? undefined : describedBy,
      autocomplete: widget.hidden || widget.group ? undefined : this.input.autocomplete,
      'aria-invalid': this.errors.length > 0 && !widget.hidden && !widget.group ? 'true' : undefined,
    }
  }

  /** The widget alone, with further attributes, or another widget in its place. */
  draw(attrs: Attributes = {}, widget: Widget = this.widget): SafeString {
    const drawn = drawWidget(this.#form.renderer, this.widgetContext(attrs, widget), this)
    return this.input.showHiddenInitial && !widget.hidden ? markSafe(drawn.value + this.#hiddenInitial().value) : drawn
  }

  /** The control as one that is not seen. */
  asHidden(attrs: Attributes = {}): SafeString {
    return this.draw(attrs, this.input.hiddenWidget())
  }

  /** What the form began with, carried along: once it was submitted, as it was submitted. */
  #hiddenInitial(): SafeString {
    const widget = this.input.hiddenWidget()
    const name = this.#form.initialName(this.name)
    const { data, files, isBound } = this.#form
    const submitted = isBound && !widget.omitted(data, files, name)
    const value = submitted
      ? widget.read(data, files, name)
      : this.input.prepare(this.initial, this.#form.contextOf(this.initial))
    const id = this.id === '' ? {} : { id: `initial-${this.id}` }
    return drawWidget(this.#form.renderer, widget.context(name, value, id, this.choices), this)
  }

  /** Label, widget, help and errors together. */
  row(): SafeString {
    return markSafe(this.#form.renderer.render(this.input.template, { field: this }))
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

/** Differs from every value. */
const unreadable: unique symbol = Symbol('nuages.forms.unreadable')
