import { fillMessage, type Issue, type Label, ValidationError } from '../../../base/schema/index.ts'
import { html, markSafe, type SafeString } from '../../../base/text/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import type { FormInput } from '../data.ts'
import { formsErrors } from '../errors.ts'
import { type Cleaned, core, type Form, type FormProblem, type FormRequest } from '../form.ts'
import type { FormErrors, FormOptions } from '../form-core.ts'
import { labelFor } from '../labels.ts'
import type { Media } from '../media.ts'
import { translated } from '../messages.ts'
import { formSettings } from '../renderer.ts'
import type { StandardSchemaV1 } from '../standard-schema.ts'
import { checkCounts } from './declaration.ts'
import { FormsetMembers, type FormsetOptions } from './members.ts'
import { type FormsetInput, schemaOf } from './schema.ts'
import { lookUpTogether } from './together.ts'

/** One form of a formset as a template draws it. */
export interface FormsetEntry<F> {
  readonly form: F
  readonly label: string
  /** From 1; `__number__` in the empty form. */
  readonly number: number | string
}

/**
 * Several forms of one class in one submission. `formset` makes its classes.
 * Semantics: Django's formsets (https://docs.djangoproject.com/en/stable/topics/forms/formsets/).
 */
export abstract class Formset<F extends Form = Form, O = FormOptions> extends FormsetMembers<F, O> {
  #issues: Issue[] | null = null
  #validation: Promise<boolean> | null = null
  #passed = false

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

  /** The class as a Standard Schema: takes a submission or a list of objects, one a form; gives the values of the filled-in forms, typed. */
  static schema<S extends Formset>(
    this: new (options: {
      readonly data: FormInput
    }) => S,
  ): StandardSchemaV1<FormsetInput, S['cleaned']> {
    return schemaOf<S['cleaned']>(this)
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
    const { issue: tampered } = this.submitted!
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
    if (!this.#passed) {
      await this.ready()
      await this.keepUploads()
    }
    return this.#passed
  }

  /** Keeps the uploads of every form, for a page that is refused for another reason: see `Form.keepUploads`. */
  async keepUploads(): Promise<void> {
    for (const form of this.forms) await form.keepUploads()
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
      total: this.submitted!.counts.total,
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
    if (this.#issues === null) throw formsErrors.NOT_VALIDATED({ form: this.formsetName, what: 'errors to add to' })
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
      ? formsErrors.NOT_VALIDATED({ form: this.formsetName, what })
      : formsErrors.NO_DATA({ form: this.formsetName })
  }

  /** Has validation ended, and well? */
  protected get passed(): boolean {
    return this.#passed
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
    const titleId = `${this.prefix}-error-summary-title`
    return markSafe(problems.length === 0 ? '' : this.#draw('errorSummary', { problems, titleId }))
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
    return labelFor(this.meta.form.name.replace(/Form$/, '')) || labelFor(this.meta.form.name)
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

  override toString(): string {
    return this[html]()
  }
}
