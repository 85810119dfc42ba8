import { fillMessage, type Issue, type Label, ValidationError } from '../../../base/schema/index.ts'
import { html, markSafe, type SafeString } from '../../../base/text/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { type FieldValues, type FormInput, toFieldValues } from '../data.ts'
import { formsErrors } from '../errors.ts'
import { type Cleaned, core, type Form, type FormProblem, type FormRequest } from '../form.ts'
import type { FormErrors, FormOptions } from '../form-core.ts'
import { labelFor } from '../labels.ts'
import type { Media } from '../media.ts'
import { translated } from '../messages.ts'
import { type FormRenderer, formSettings } from '../renderer.ts'
import { addOwnFields } from './added-fields.ts'
import { checkCounts, type FormsetDeclaration, type FormsetLimits, limitsOf } from './declaration.ts'
import { type ManagementForm, managementForm, readCounts, type Submitted } from './management.ts'
import { lookUpTogether, shareChoices } from './together.ts'

/** What every formset is made with. */
export interface FormsetOptions<O = FormOptions> {
  /** What was submitted. Without it the formset is a new one. */
  readonly data?: FormInput | null
  readonly files?: FormInput
  /** Values to begin with, form by form: there are as many filled-in forms as items. */
  readonly initial?: readonly Readonly<Record<string, unknown>>[]
  readonly prefix?: string
  readonly autoId?: string | false
  readonly renderer?: FormRenderer
  /** IANA name of the zone in which people type dates with times. Default: the project's. */
  readonly timezone?: string
  /** Options of every form. For those of one alone override `formOptions(index)`. */
  readonly formOptions?: Partial<O>
}

/** How the class of a formset says what it is made of. */
export interface FormsetMeta {
  readonly form: new (options: never) => Form
  readonly declaration: FormsetDeclaration
}

/** One form of a formset as a template draws it. */
export interface FormsetEntry<F> {
  readonly form: F
  readonly label: string
  /** From 1; `__number__` in the empty form. */
  readonly number: number | string
}

/** Stands for the number of a form in the names of the empty one. */
const placeholder = '__prefix__'

/**
 * Several forms of one class in one submission. `formset` makes its classes.
 * Semantics: Django's formsets (https://docs.djangoproject.com/en/stable/topics/forms/formsets/).
 */
export abstract class Formset<F extends Form = Form, O = FormOptions> {
  /** Set by `formset`. */
  static readonly formsetMeta: FormsetMeta
  /** Was it made with data? */
  readonly isBound: boolean
  protected readonly options: FormsetOptions<O>
  protected readonly limits: FormsetLimits
  readonly #meta: FormsetMeta
  readonly #name: string
  protected readonly data: FieldValues
  #read: Submitted | null = null
  #forms: readonly F[] | null = null
  #empty: F | null = null
  #issues: Issue[] | null = null
  #validation: Promise<boolean> | null = null
  #passed = false

  constructor(options: FormsetOptions<O> = {}) {
    this.#meta = new.target.formsetMeta
    this.#name = new.target.name
    this.options = options
    this.limits = limitsOf(this.#name, this.#meta.declaration)
    const { data } = options
    this.isBound = (data !== undefined && data !== null) || options.files !== undefined
    this.data = toFieldValues(data ?? {})
  }

  /** The formset for a request: with what a POST, PUT or PATCH submitted, a new one for every other method. */
  static async from<S extends { ready(): Promise<void> }, P extends FormsetOptions<never>>(
    this: new (
      options: P,
    ) => S,
    request: FormRequest,
    options?: Omit<P, 'data' | 'files'>,
  ): Promise<S> {
    if (['POST', 'PUT', 'PATCH'].includes(request.method)) {
      return new this({ ...options, data: await request.form() } as unknown as P)
    }
    const formset = new this((options ?? {}) as P)
    await formset.ready()
    return formset
  }

  // What is in it

  get prefix(): string {
    return this.options.prefix ?? this.defaultPrefix()
  }

  get #submitted(): Submitted | null {
    if (this.isBound) this.#read ??= readCounts(this.data, this.prefix)
    return this.#read
  }

  /** The names of all fields begin with this, unless the instance says otherwise. */
  protected defaultPrefix(): string {
    return this.#meta.declaration.prefix ?? 'form'
  }

  protected get declaration(): FormsetDeclaration {
    return this.#meta.declaration
  }

  /** How many forms there are: those of a submission up to `absoluteMax`, else the filled-in ones and `extra`, up to `max`. */
  get totalFormCount(): number {
    const { max, absoluteMax, min, extra } = this.limits
    if (this.#submitted !== null) return Math.min(this.#submitted.counts.total + this.#addition, absoluteMax)
    const initial = this.initialFormCount
    return initial > max ? initial : Math.min(Math.max(initial, min) + extra, max)
  }

  /** How many of them began filled in. */
  get initialFormCount(): number {
    return this.#submitted?.counts.initial ?? this.unboundCount()
  }

  /** How many forms a new formset begins with, before the empty ones. */
  protected unboundCount(): number {
    return this.options.initial?.length ?? 0
  }

  /** All forms, in the order of the page. */
  get forms(): readonly F[] {
    this.#forms ??= Array.from({ length: Math.max(0, this.totalFormCount) }, (_, index) => this.#make(index))
    return this.#forms
  }

  [Symbol.iterator](): IterableIterator<F> {
    return this.forms[Symbol.iterator]()
  }

  get length(): number {
    return this.forms.length
  }

  /** A form whose names have `__prefix__` for its number: what a script copies to add another. */
  get emptyForm(): F {
    this.#empty ??= this.#make(null)
    return this.#empty
  }

  /** The hidden fields that say how many forms there are. A page that draws the forms by itself has to draw it too. */
  get managementForm(): ManagementForm {
    const { autoId, renderer } = this.options
    const options = {
      prefix: this.prefix,
      ...(autoId === undefined ? {} : { autoId }),
      ...(renderer === undefined ? {} : { renderer }),
    }
    const { min, max } = this.limits
    // A submission is shown as it came, unless it was none that can be sent again.
    if (this.#submitted === null || this.#submitted.issue !== null) {
      return managementForm(options, { total: this.forms.length, initial: this.initialFormCount, min, max })
    }
    const { counts } = this.#submitted
    return managementForm(options, { ...counts, total: counts.total + this.#addition })
  }

  prefixOf(index: number | null): string {
    return `${this.prefix}-${index ?? placeholder}`
  }

  /** For a subclass: the options of one form; of the empty one `index` is null. Django's `get_form_kwargs`. */
  formOptions(_index: number | null): Partial<O> {
    return this.options.formOptions ?? {}
  }

  #make(index: number | null): F {
    const { data, files, autoId, renderer, timezone } = this.options
    const initial = index === null ? undefined : this.initialOf(index)
    const isNew = index === null || index >= this.initialFormCount
    const added = this.#addition === 1 && index === this.#submitted!.counts.total
    const own = {
      prefix: this.prefixOf(index),
      useRequiredAttribute: false,
      ...(autoId === undefined ? {} : { autoId }),
      ...(renderer === undefined ? {} : { renderer }),
      ...(timezone === undefined ? {} : { timezone }),
      ...(index === null || added || !this.isBound
        ? {}
        : { data: data ?? {}, ...(files === undefined ? {} : { files }) }),
      ...(initial === undefined ? {} : { initial }),
      ...(isNew && (index ?? this.limits.min) >= this.limits.min ? { emptyPermitted: true } : {}),
      ...this.ownFormOptions(index),
      ...this.formOptions(index),
    }
    const form = new this.#meta.form(own as never) as F
    this.addFields(form, index)
    if (index !== null) shareChoices(form, this.emptyForm)
    return form
  }

  /** The values that one form begins with. */
  protected initialOf(index: number): Readonly<Record<string, unknown>> | undefined {
    return this.options.initial?.[index]
  }

  /** What a kind of formsets tells its forms, before `formOptions`. */
  protected ownFormOptions(_index: number | null): object {
    return {}
  }

  /** For a subclass: adds fields to each form, with `form.addField`; `super.addFields` adds ORDER and DELETE. */
  protected addFields(form: F, index: number | null): void {
    addOwnFields(form, this.declaration, index !== null && index < this.initialFormCount ? index : null)
  }

  // Validation

  /** Cleans and validates every form and then the whole, once. False for a formset without data, and while adding a form. */
  isValid(): Promise<boolean> {
    this.#validation ??= this.#validate()
    return this.#validation
  }

  /** For kinds of formsets: what has to be there before the forms can be made. */
  protected async prepare(): Promise<void> {}

  async #validate(): Promise<boolean> {
    if (!this.isBound) return false
    if (this.isAdding) return this.leaveUnchecked()
    await this.prepare()
    this.#issues = []
    const { issue: tampered } = this.#submitted!
    if (tampered !== null) this.#add(tampered)
    await lookUpTogether(this.forms)
    let sound = true
    for (const form of this.forms) sound = ((await form.isValid()) || this.isMarked(form)) && sound
    try {
      this.#checkCounts()
      this.checkTogether()
      await this.clean()
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      for (const each of error.issues) this.#add(each)
    }
    this.#passed =
      sound && this.#issues.length === 0 && this.forms.every((form) => this.isMarked(form) || form[core].passed)
    if (!this.#passed) await this.ready()
    return this.#passed
  }

  /** Takes what was submitted as it is, to show it again without a word about it. Resolves to false: it is not valid. */
  async leaveUnchecked(): Promise<false> {
    this.#validation = Promise.resolve(false)
    await this.prepare()
    this.#issues = []
    for (const form of this.forms) form[core].leaveUnchecked()
    await this.ready()
    return false
  }

  #checkCounts(): void {
    checkCounts(this.declaration, this.limits, {
      total: this.#submitted!.counts.total,
      kept: this.forms.length - this.#marked().length,
      untouched: this.forms.filter((form, index) => this.isUntouched(form, index)).length,
    })
  }

  /** For kinds of formsets: what comes before `clean`. */
  protected checkTogether(): void {}

  /** For a subclass: checks the forms against each other, after each was cleaned. Throws a `ValidationError`, or calls `addError`. */
  clean(): void | Promise<void> {}

  /** Says that the formset as a whole is wrong. To be called from `clean`, or after validation. */
  addError(problem: string | ValidationError, code = 'invalid'): void {
    if (this.#issues === null) throw formsErrors.NOT_VALIDATED({ form: this.#name, what: 'errors to add to' })
    const error = typeof problem === 'string' ? new ValidationError(problem, { code }) : problem
    for (const each of error.issues) this.#add(each)
  }

  #add(found: Issue): void {
    this.#issues!.push(translated(found))
    this.#passed = false
  }

  /** Is the form's DELETE box ticked? */
  protected isMarked(form: F): boolean {
    const { inputs } = form[core]
    return inputs.has('DELETE') && this.declaration.canDelete === true && form[core].cleaned['DELETE'] === true
  }

  /** Was nothing typed into an empty form? */
  protected isUntouched(form: F, index: number): boolean {
    return index >= this.initialFormCount && !form.hasChanged
  }

  #marked(): readonly F[] {
    return this.forms.filter((form, index) => this.isMarked(form) && !this.isUntouched(form, index))
  }

  #checkValidated(what: string): void {
    if (this.#issues !== null) return
    throw this.isBound
      ? formsErrors.NOT_VALIDATED({ form: this.#name, what })
      : formsErrors.NO_DATA({ form: this.#name })
  }

  /** Has validation ended, and well? */
  protected get passed(): boolean {
    return this.#passed
  }

  /** The name of the class, for errors. */
  protected get formsetName(): string {
    return this.#name
  }

  /** The filled-in forms that are to stay, in the order of the page. */
  get keptForms(): readonly F[] {
    this.#checkValidated('forms to keep')
    return this.forms.filter((form, index) => !this.isUntouched(form, index) && !this.isMarked(form))
  }

  /** The forms whose DELETE box was ticked. */
  get deletedForms(): readonly F[] {
    this.#checkValidated('forms to delete')
    return this.#marked()
  }

  /** `keptForms` by what was typed into ORDER; those without a number come last. */
  get orderedForms(): readonly F[] {
    const order = (form: F) => (form[core].cleaned['ORDER'] as number | null | undefined) ?? Number.POSITIVE_INFINITY
    return [...this.keptForms].sort((a, b) => (order(a) === order(b) ? 0 : order(a) - order(b)))
  }

  /** The values of `keptForms`, typed. Throws `NUAGES_FORMS_NOT_VALIDATED` before `isValid()`. */
  get cleaned(): readonly Cleaned<F>[] {
    return this.keptForms.map((form) => form.cleaned as Cleaned<F>)
  }

  /** What is wrong with each form, by field; nothing with those that are to be deleted. Empty for a formset without data. */
  get errors(): readonly FormErrors[] {
    if (!this.isBound) return []
    this.#checkValidated('errors')
    return this.forms.map((form) => (this.isMarked(form) ? {} : form.errors))
  }

  /** What is wrong with the formset as a whole. */
  get nonFormErrors(): readonly Issue[] {
    if (this.isBound) this.#checkValidated('errors')
    return this.#issues ?? []
  }

  /** How many things are wrong, in the forms and with the whole. */
  get totalErrorCount(): number {
    const inForms = this.errors.flatMap((each) => Object.values(each).flat())
    return this.nonFormErrors.length + inForms.length
  }

  get hasChanged(): boolean {
    return this.forms.some((form) => form.hasChanged)
  }

  /** What an error summary lists: each problem with the id of its control, or null, and the label of its form and field. */
  get problems(): readonly FormProblem[] {
    const whole = this.nonFormErrors.map(({ message, code }) => ({ message, code, id: null, label: null }))
    const inForms = (this.isBound ? this.entries : []).flatMap(({ form, label, number }) =>
      this.isMarked(form)
        ? []
        : form.problems.map((each) => ({
            ...each,
            label: [`${label} ${number}`, each.label].filter((part) => part !== null).join(', '),
          })),
    )
    return [...whole, ...inForms]
  }

  /** Everything that is wrong, with links to the fields, for the top of a page; '' where nothing is. */
  get errorSummary(): SafeString {
    const { problems } = this
    return markSafe(problems.length === 0 ? '' : this.#draw('errorSummary', { problems }))
  }

  // Adding a form

  /** The name of a button that asks for one more form. */
  get addName(): string {
    return `${this.prefix}-ADD`
  }

  /** Was that button pressed? Then nothing is checked, `isValid` is false, and there is one more form. */
  get isAdding(): boolean {
    return this.isBound && this.data.has(this.addName) && this.#submitted!.issue === null
  }

  get #addition(): 0 | 1 {
    return this.isAdding && this.#submitted!.counts.total < this.limits.max ? 1 : 0
  }

  /** May there be one more form? */
  get canAdd(): boolean {
    return this.forms.length < this.limits.max
  }

  // Drawing

  /** Do the forms carry files? Then `<form>` needs `enctype="multipart/form-data"`. */
  get isMultipart(): boolean {
    return this.emptyForm.isMultipart
  }

  /** The scripts and style sheets of the forms' widgets: `{{ formset.media }}` prints the tags. */
  get media(): Media {
    return this.emptyForm.media
  }

  /** Fetches choices that come from a database, so that the formset can be drawn; the same choices of all forms at once. */
  async ready(): Promise<void> {
    await this.prepare()
    for (const form of [this.emptyForm, ...this.forms]) await form.ready()
  }

  /** What each form is called. */
  get label(): string {
    const label: Label | undefined = this.declaration.label
    return label === undefined ? this.defaultLabel() : String(label)
  }

  protected defaultLabel(): string {
    return labelFor(this.#meta.form.name.replace(/Form$/, '')) || labelFor(this.#meta.form.name)
  }

  /** The forms with their labels and numbers, for templates. */
  get entries(): readonly FormsetEntry<F>[] {
    return this.forms.map((form, index) => ({ form, label: this.label, number: index + 1 }))
  }

  /** What the button says that asks for one more form. */
  get addLabel(): string {
    return fillMessage(gettext('Add another: %(label)s'), { label: this.label })
  }

  get emptyEntry(): FormsetEntry<F> {
    return { form: this.emptyForm, label: this.label, number: '__number__' }
  }

  /** The management form and every form with its legend; without `<form>`, button and CSRF token, which are the page's. */
  async render(template = 'formset'): Promise<SafeString> {
    await this.ready()
    return markSafe(this.#draw(template))
  }

  #draw(template: string, further: Readonly<Record<string, unknown>> = {}): string {
    const renderer = this.options.renderer ?? formSettings().renderer
    return renderer.render(template, { formset: this, ...further })
  }

  /** The button that asks for one more form; empty where there may be none. Put it after the form's own button. */
  get addButton(): SafeString {
    return markSafe(this.canAdd ? this.#draw('formsetAdd') : '')
  }

  /** The same as `render`, for a template that prints the formset; choices have to be there. */
  [html](): string {
    return this.#draw('formset')
  }

  toString(): string {
    return this[html]()
  }
}
