import { type Issue, ValidationError } from '../../base/schema/index.ts'
import { BoundField } from './bound-field.ts'
import { type FieldValues, type FormInput, filesOf, toFieldValues } from './data.ts'
import { formsErrors } from './errors.ts'
import type { CleanContext, Input } from './inputs/input.ts'
import { translated } from './messages.ts'
import { type FormRenderer, formSettings } from './renderer.ts'

/** What every form is made with. */
export interface FormOptions {
  /** What was submitted. Without it the form is a new, empty one. */
  readonly data?: FormInput | null
  /** Uploaded files by name; those of a `FormBody` are found by themselves. */
  readonly files?: FormInput
  /** Values to begin with, by field. */
  readonly initial?: Readonly<Record<string, unknown>>
  /** Put before the names of all fields, so that a page may have several forms: `prefix-name`. */
  readonly prefix?: string
  /** How ids are made of names: `%s` is the name. False: no ids. Default 'id_%s'. */
  readonly autoId?: string | false
  /** Names of fields in the order in which they shall come; the others follow. */
  readonly fieldOrder?: readonly string[]
  /** Say `required` to the browser too. Default true, unless the form may stay empty. */
  readonly useRequiredAttribute?: boolean
  /** Accept the form unchecked where nothing in it was changed. */
  readonly emptyPermitted?: boolean
  readonly renderer?: FormRenderer
  /** Which template draws it: a name that the renderer knows. Default 'form'. */
  readonly template?: string
  /** Put behind labels that do not end with a mark of their own: ':'. Default none. */
  readonly labelSuffix?: string
  /** A class for the rows, and the labels, of fields that are required. */
  readonly requiredCssClass?: string
  /** A class for the rows of fields that were refused. */
  readonly errorCssClass?: string
  /** IANA name of the zone in which people type dates with times. Default: the project's. */
  readonly timezone?: string
}

/** Issues by field; those of the whole form under '__all__'. */
export type FormErrors = Readonly<Record<string, readonly Issue[]>>

/** The key of the whole form among errors. */
export const wholeForm = '__all__'

/** What a form knows of itself, and does after its fields were cleaned. */
export interface FormHooks {
  readonly hasChanged: boolean
  clean(): void | Promise<void>
  postClean(): void | Promise<void>
}

const empty: FieldValues = toFieldValues({})

/** The state of one form and all that it does; `Form` is its face. */
export class FormCore {
  readonly formName: string
  readonly options: FormOptions
  readonly inputs: Map<string, Input> = new Map()
  readonly isBound: boolean
  readonly data: FieldValues
  readonly files: FieldValues
  readonly #fields = new Map<string, BoundField>()
  readonly #leftOut = new Set<string>()
  #order: readonly string[] | null = null
  #cleaned: Record<string, unknown> | null = null
  #issues: Map<string, Issue[]> | null = null
  #validation: Promise<boolean> | null = null

  constructor(formName: string, options: FormOptions) {
    this.formName = formName
    this.options = options
    const { data } = options
    this.isBound = (data !== undefined && data !== null) || options.files !== undefined
    this.data = data === undefined || data === null ? empty : toFieldValues(data)
    this.files = filesOf(data ?? null, options.files)
  }

  get renderer(): FormRenderer {
    return this.options.renderer ?? formSettings().renderer
  }

  get template(): string {
    return this.options.template ?? 'form'
  }

  get usesRequired(): boolean {
    const { emptyPermitted = false, useRequiredAttribute = !emptyPermitted } = this.options
    return useRequiredAttribute
  }

  // Fields

  add(name: string, input: Input): void {
    this.inputs.set(name, input)
    this.#fields.set(name, new BoundField(this, name, input))
  }

  /** Takes a field away, if there is one. */
  remove(name: string): void {
    this.inputs.delete(name)
    this.#fields.delete(name)
  }

  /** Says that the form has no field of this name, also where its class declares one. */
  leaveOut(name: string): void {
    this.#leftOut.add(name)
  }

  leavesOut(name: string): boolean {
    return this.#leftOut.has(name)
  }

  /** Puts the named fields first. */
  order(names: readonly string[]): void {
    this.#order = names
  }

  field(name: string): BoundField {
    const found = this.#fields.get(name)
    if (found !== undefined) return found
    throw formsErrors.UNKNOWN_FIELD({ form: this.formName, field: name, known: [...this.inputs.keys()] })
  }

  /** Names in the order in which they are drawn and cleaned. */
  names(): readonly string[] {
    const order = (this.#order ?? this.options.fieldOrder ?? []).filter((name) => this.inputs.has(name))
    return order.length === 0 ? [...this.inputs.keys()] : [...new Set([...order, ...this.inputs.keys()])]
  }

  fields(): readonly BoundField[] {
    return this.names().map((name) => this.#fields.get(name)!)
  }

  htmlName(name: string): string {
    return this.options.prefix === undefined ? name : `${this.options.prefix}-${name}`
  }

  /** The name under which the value that a field began with comes back. */
  initialName(name: string): string {
    return `initial-${this.htmlName(name)}`
  }

  idOf(htmlName: string): string {
    const { autoId = 'id_%s' } = this.options
    return autoId === false || autoId === '' ? '' : autoId.includes('%s') ? autoId.replaceAll('%s', htmlName) : htmlName
  }

  initialOf(name: string, input: Input): unknown {
    const given = this.options.initial
    const value = given !== undefined && Object.hasOwn(given, name) ? given[name] : input.initial
    return (typeof value === 'function' ? value() : value) ?? null
  }

  contextOf(initial: unknown): CleanContext {
    const timezone = this.options.timezone ?? formSettings().timezone
    return { timezone, initial, cleaned: this.#cleaned ?? {} }
  }

  /** Fetches the choices of every field that has to. */
  async ready(): Promise<void> {
    for (const input of this.inputs.values()) await input.load?.()
  }

  changedNames(): readonly string[] {
    return this.names().filter((name) => this.#fields.get(name)!.hasChanged)
  }

  // Validation

  isValid(hooks: FormHooks): Promise<boolean> {
    this.#validation ??= this.#validate(hooks)
    return this.#validation
  }

  /** Takes what was submitted as it is, for showing it again without a word about it. */
  leaveUnchecked(): void {
    this.#cleaned = {}
    this.#issues = new Map()
    this.#validation = Promise.resolve(false)
  }

  async #validate(hooks: FormHooks): Promise<boolean> {
    if (!this.isBound) return false
    this.#cleaned = {}
    this.#issues = new Map()
    if (this.options.emptyPermitted && !hooks.hasChanged) return true
    for (const field of this.fields()) await this.#cleanField(field)
    await this.collect(() => hooks.clean())
    await hooks.postClean()
    const valid = this.#issues.size === 0
    if (!valid) {
      await this.ready()
      await this.keepUploads()
    }
    return valid
  }

  /** Keeps the uploads that were accepted, so that the form can come back with them. */
  async keepUploads(): Promise<void> {
    for (const { name, input, htmlName } of this.fields()) {
      if (input.keep === undefined || this.#cleaned === null || this.errorsOf(name).length > 0) continue
      await input.keep(this.#cleaned[name], htmlName)
    }
  }

  async #cleanField(field: BoundField): Promise<void> {
    const { name, input, initial } = field
    const raw = input.disabled ? initial : field.data
    await this.collect(async () => {
      this.#cleaned![name] = await input.clean(raw, this.contextOf(initial))
    }, name)
  }

  /** Runs `work`, keeping what it refuses as this form's errors. */
  async collect(work: () => void | Promise<void>, field: string | null = null): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      for (const issue of error.issues) this.addIssue({ ...issue, field: issue.field ?? field })
    }
  }

  addIssue(issue: Issue): void {
    if (this.#issues === null) throw formsErrors.NOT_VALIDATED({ form: this.formName, what: 'errors to add to' })
    const key = issue.field === wholeForm ? null : issue.field
    if (key !== null && !this.inputs.has(key)) {
      throw formsErrors.UNKNOWN_FIELD({ form: this.formName, field: key, known: [...this.inputs.keys()] })
    }
    const known = this.#issues.get(key ?? wholeForm)
    const kept = { ...translated(issue), field: key }
    if (known === undefined) this.#issues.set(key ?? wholeForm, [kept])
    else known.push(kept)
    if (key !== null) delete this.#cleaned![key]
  }

  get cleaned(): Record<string, unknown> {
    if (this.#cleaned !== null) return this.#cleaned
    if (!this.isBound) throw formsErrors.NO_DATA({ form: this.formName })
    throw formsErrors.NOT_VALIDATED({ form: this.formName, what: 'cleaned values' })
  }

  /** Has validation ended, and well? */
  get passed(): boolean {
    return this.#issues !== null && this.#issues.size === 0
  }

  #found(): ReadonlyMap<string, readonly Issue[]> {
    if (this.#issues !== null) return this.#issues
    if (!this.isBound) return new Map()
    throw formsErrors.NOT_VALIDATED({ form: this.formName, what: 'errors' })
  }

  errorsOf(name: string): readonly Issue[] {
    return this.#found().get(name) ?? []
  }

  get errors(): FormErrors {
    const found = this.#found()
    const errors: Record<string, readonly Issue[]> = Object.create(null)
    for (const name of [...this.names(), wholeForm]) if (found.has(name)) errors[name] = found.get(name)!
    return errors
  }
}
