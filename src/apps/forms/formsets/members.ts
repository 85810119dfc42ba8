import type { FormInput } from '../data.ts'
import { type FieldValues, toFieldValues } from '../data.ts'
import type { Form } from '../form.ts'
import type { FormOptions } from '../form-core.ts'
import type { FormRenderer } from '../renderer.ts'
import { addOwnFields } from './added-fields.ts'
import { type FormsetDeclaration, type FormsetLimits, limitsOf } from './declaration.ts'
import { type ManagementForm, managementForm, readCounts, type Submitted } from './management.ts'
import { shareChoices } from './together.ts'

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

/** Stands for the number of a form in the names of the empty one. */
const placeholder = '__prefix__'

/** The forms of a formset: how many there are, and how each is made. */
export abstract class FormsetMembers<F extends Form, O> {
  /** Set by `formset`. */
  static readonly formsetMeta: FormsetMeta
  /** Was it made with data? */
  readonly isBound: boolean
  protected readonly options: FormsetOptions<O>
  protected readonly limits: FormsetLimits
  protected readonly meta: FormsetMeta
  /** The name of the class, for errors. */
  protected readonly formsetName: string
  protected readonly data: FieldValues
  #read: Submitted | null = null
  #forms: readonly F[] | null = null
  #empty: F | null = null

  constructor(options: FormsetOptions<O> = {}) {
    this.meta = new.target.formsetMeta
    this.formsetName = new.target.name
    this.options = options
    this.limits = limitsOf(this.formsetName, this.meta.declaration)
    const { data } = options
    this.isBound = (data !== undefined && data !== null) || options.files !== undefined
    this.data = toFieldValues(data ?? {})
  }

  get prefix(): string {
    return this.options.prefix ?? this.defaultPrefix()
  }

  protected get submitted(): Submitted | null {
    if (this.isBound) this.#read ??= readCounts(this.data, this.prefix)
    return this.#read
  }

  /** The names of all fields begin with this, unless the instance says otherwise. */
  protected defaultPrefix(): string {
    return this.meta.declaration.prefix ?? 'form'
  }

  protected get declaration(): FormsetDeclaration {
    return this.meta.declaration
  }

  /** How many forms there are: those of a submission up to `absoluteMax`, else the filled-in ones and `extra`, up to `max`. */
  get totalFormCount(): number {
    const { max, absoluteMax, min, extra } = this.limits
    if (this.submitted !== null) return Math.min(this.submitted.counts.total + this.#addition, absoluteMax)
    const initial = this.initialFormCount
    return initial > max ? initial : Math.min(Math.max(initial, min) + extra, max)
  }

  /** How many of them began filled in. */
  get initialFormCount(): number {
    return this.submitted?.counts.initial ?? this.unboundCount()
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
    if (this.submitted === null || this.submitted.issue !== null) {
      return managementForm(options, { total: this.forms.length, initial: this.initialFormCount, min, max })
    }
    const { counts } = this.submitted
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
    const added = this.#addition === 1 && index === this.submitted!.counts.total
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
    const form = new this.meta.form(own as never) as F
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

  /** The name of a button that asks for one more form. */
  get addName(): string {
    return `${this.prefix}-ADD`
  }

  /** Was that button pressed? Then nothing is checked, `isValid` is false, and there is one more form. */
  get isAdding(): boolean {
    return this.isBound && this.data.has(this.addName) && this.submitted!.issue === null
  }

  get #addition(): 0 | 1 {
    return this.isAdding && this.submitted!.counts.total < this.limits.max ? 1 : 0
  }

  /** May there be one more form? */
  get canAdd(): boolean {
    return this.forms.length < this.limits.max
  }
}
