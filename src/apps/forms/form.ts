import { type Issue, ValidationError } from '../../base/schema/index.ts'
import { html, markSafe, type SafeString } from '../../base/text/index.ts'
import type { BoundField } from './bound-field.ts'
import type { FieldValues, FormInput } from './data.ts'
import { formsErrors } from './errors.ts'
import { FormCore, type FormErrors, type FormOptions, wholeForm } from './form-core.ts'
import { Input } from './inputs/input.ts'
import { Media } from './media.ts'
import type { StandardSchemaV1 } from './standard-schema.ts'

/** The names of a form's own fields. `save`, `saveMany` and `instance` are those that model forms add. */
export type FieldName<F> = Exclude<keyof F, keyof Form | 'save' | 'saveMany' | 'instance'> & string

/** The cleaned values of a form, by field. */
export type Cleaned<F> = Pick<F, FieldName<F>>

/** The part of a request that a form reads. */
export interface FormRequest {
  readonly method: string
  form(): Promise<FieldValues>
}

/** One line of an error summary. */
export interface FormProblem {
  readonly message: string
  readonly code: string
  /** The id of the control that it is about, or null. */
  readonly id: string | null
  /** The label of the field, or null for the form as a whole. */
  readonly label: string | null
}

/** Where a form keeps its state. */
export const core: unique symbol = Symbol('nuages.form')

/**
 * Takes the place of a form while its class's initialisers run, and turns each property that is an `Input` into a field:
 * reading the property then gives the bound field, which is what a template draws. (Own properties are defined after
 * `Form`'s constructor has ended, so nothing less sees them.)
 */
const fieldCollector: ProxyHandler<Form> = {
  defineProperty(form, name, descriptor) {
    const input: unknown = descriptor.value
    if (typeof name !== 'string') return Reflect.defineProperty(form, name, descriptor)
    if (!(input instanceof Input)) {
      // A subclass that wants a field no longer says `phone = undefined as never`.
      if (descriptor.value === undefined && 'value' in descriptor) form[core].remove(name)
      return Reflect.defineProperty(form, name, descriptor)
    }
    if (name in Form.prototype) throw formsErrors.BAD_FIELD_NAME({ form: form[core].formName, field: name })
    if (form[core].leavesOut(name)) return true
    form[core].add(name, input)
    return Reflect.defineProperty(form, name, {
      get: () => form[core].field(name),
      enumerable: true,
      configurable: true,
    })
  },
}

/**
 * A form: what it asks for, what came in, what is wrong with it, and how it looks.
 *
 * ```ts
 * class ContactForm extends Form {
 *   email = input.email()
 *   age = input.integer({ min: 0, required: false })
 * }
 * const form = await ContactForm.from(request)
 * if (await form.isValid()) await send(form.cleaned.email, form.cleaned.age)
 * ```
 *
 * A property is typed as its cleaned value and is read from `cleaned`; on the form itself it is the field, for templates.
 * Semantics: Django's forms (https://docs.djangoproject.com/en/stable/ref/forms/api/).
 */
export abstract class Form {
  /** Options that every form of the class has, unless it is made with others: `{ labelSuffix: ':', template: 'contact' }`. */
  static readonly defaults: FormOptions = {}

  readonly [core]: FormCore

  constructor(options: FormOptions = {}) {
    this[core] = new FormCore(new.target.name, { ...new.target.defaults, ...options })
    // biome-ignore lint/correctness/noConstructorReturn: the proxy is how a form sees its class's fields
    return new Proxy<Form>(this, fieldCollector)
  }

  /** The form for a request: with what a POST, PUT or PATCH submitted, empty for every other method. */
  static async from<F extends Form, O extends FormOptions>(
    this: new (
      options: O,
    ) => F,
    request: FormRequest,
    options?: Omit<O, 'data' | 'files'>,
  ): Promise<F> {
    if (!['POST', 'PUT', 'PATCH'].includes(request.method)) {
      const form = new this((options ?? {}) as O)
      await form.ready()
      return form
    }
    return new this({ ...options, data: await request.form() } as unknown as O)
  }

  /**
   * A form class is a Standard Schema: other libraries can validate with it. Its output is typed as any record, since a class cannot
   * know its subclasses; `schema()` gives the same typed.
   */
  static get '~standard'(): StandardSchemaV1<FormInput, Readonly<Record<string, unknown>>>['~standard'] {
    return schemaOf(this as never)['~standard'] as never
  }

  /** The class as a Standard Schema whose output is the cleaned values, typed. */
  static schema<F extends Form>(this: new (options: FormOptions) => F): StandardSchemaV1<FormInput, Cleaned<F>> {
    return schemaOf(this) as StandardSchemaV1<FormInput, Cleaned<F>>
  }

  /** Was it made with data? */
  get isBound(): boolean {
    return this[core].isBound
  }

  /** Cleans and validates, once. False for a form without data. */
  isValid(): Promise<boolean> {
    return this[core].isValid(this)
  }

  /**
   * The values that passed, typed. Inside `clean`, and after a validation that failed, a field that was refused is
   * missing. Throws `NUAGES_FORMS_NOT_VALIDATED` before `isValid()`.
   */
  get cleaned(): Pick<this, FieldName<this>> {
    return this[core].cleaned as Pick<this, FieldName<this>>
  }

  /** What is wrong, by field; '__all__' is the form as a whole. Throws `NUAGES_FORMS_NOT_VALIDATED` before `isValid()`. */
  get errors(): FormErrors {
    return this[core].errors
  }

  /** Takes what was submitted as it is, to show it again without a word about it: nothing is cleaned, and nothing is wrong. */
  leaveUnchecked(): void {
    this[core].leaveUnchecked()
  }

  /**
   * Keeps the uploads of a form that is refused for another reason than its own: `isValid()` does it where it says no, a view that adds
   * an error afterwards calls this. Drawn again, the form offers what it kept.
   */
  keepUploads(): Promise<void> {
    return this[core].keepUploads()
  }

  /** What is wrong with the form as a whole. */
  get nonFieldErrors(): readonly Issue[] {
    return this[core].errorsOf(wholeForm)
  }

  /**
   * For a subclass: checks fields against each other, after each was cleaned by itself. Throws a `ValidationError`, or
   * calls `addError`; may change `this.cleaned`.
   */
  clean(): void | Promise<void> {}

  /** For kinds of forms: what comes after `clean`, whether or not it refused. */
  postClean(): void | Promise<void> {}

  /** Says that a field (or with null the whole form) is wrong. To be called from `clean`, or after validation. */
  addError(field: (keyof this & string) | null, problem: string | ValidationError, code = 'invalid'): void {
    const error = typeof problem === 'string' ? new ValidationError(problem, { code }) : problem
    for (const issue of error.issues) this[core].addIssue({ ...issue, field: issue.field ?? field })
  }

  /** Was the field (with null the form as a whole) refused, for this reason where one is given? */
  hasError(field: (keyof this & string) | null, code?: string): boolean {
    const issues = this[core].errorsOf(field ?? wholeForm)
    return issues.some((issue) => code === undefined || issue.code === code)
  }

  /** What is wrong as data for JSON: messages and codes by field. */
  errorData(): Readonly<Record<string, readonly { readonly message: string; readonly code: string }[]>> {
    const entries = Object.entries(this.errors).map(([name, issues]) => [
      name,
      issues.map(({ message, code }) => ({ message, code })),
    ])
    return Object.fromEntries(entries)
  }

  /** What is wrong as text, for logs and mails. */
  errorText(): string {
    return Object.entries(this.errors)
      .map(([name, issues]) => [`* ${name}`, ...issues.map(({ message }) => `  * ${message}`)].join('\n'))
      .join('\n')
  }

  /** What the error summary lists: each problem with the id of the control that it is about, or null. */
  get problems(): readonly FormProblem[] {
    return Object.entries(this.errors).flatMap(([name, issues]) => {
      const field = name === wholeForm ? null : this[core].field(name)
      const id = field === null || field.isHidden || field.firstId === '' ? null : field.firstId
      return issues.map(({ message, code }) => ({ message, code, id, label: field?.label ?? null }))
    })
  }

  /**
   * Everything that is wrong, with links to the fields, for the top of a page, which begins there for keyboards and screen
   * readers; '' where nothing is.
   */
  get errorSummary(): SafeString {
    if (!this.isBound || this.problems.length === 0) return markSafe('')
    const titleId = this[core].htmlName('error-summary-title')
    return markSafe(this[core].renderer.render('errorSummary', { form: this, problems: this.problems, titleId }))
  }

  /** For a constructor: a field that this form alone has. It is in `cleaned` under its name, untyped. */
  addField(name: string, input: unknown): void {
    Object.defineProperty(this, name, { value: input, enumerable: true, configurable: true, writable: true })
  }

  /** For a constructor: takes a field away. */
  removeField(name: keyof this & string): void {
    this[core].remove(name)
    Reflect.deleteProperty(this, name)
  }

  /** Puts the named fields first; the others follow in their order. */
  orderFields(names: readonly string[]): void {
    this[core].order(names)
  }

  /** A field by name. Throws `NUAGES_FORMS_UNKNOWN_FIELD`. */
  field(name: keyof this & string): BoundField {
    return this[core].field(name)
  }

  /** All fields, in order. */
  [Symbol.iterator](): IterableIterator<BoundField> {
    return this[core].fields()[Symbol.iterator]()
  }

  get visibleFields(): readonly BoundField[] {
    return this[core].fields().filter((field) => !field.isHidden)
  }

  get hiddenFields(): readonly BoundField[] {
    return this[core].fields().filter((field) => field.isHidden)
  }

  /** The fields whose submitted value differs from what the form began with. */
  get changedFields(): readonly string[] {
    return this[core].changedNames()
  }

  get hasChanged(): boolean {
    return this.changedFields.length > 0
  }

  /** Does it carry files? Then `<form>` needs `enctype="multipart/form-data"`. */
  get isMultipart(): boolean {
    return this[core].fields().some((field) => field.widget.multipart)
  }

  /** The scripts and style sheets of its widgets, each once: `{{ form.media }}` prints the tags. */
  get media(): Media {
    return new Media(this[core].fields().flatMap(({ widget }) => widget.media))
  }

  /** Fetches choices that come from a database, so that the form can be drawn. */
  ready(): Promise<void> {
    return this[core].ready()
  }

  /**
   * Every field with its label, help and errors; without `<form>`, button and CSRF token, which are the page's. `template` is a name
   * that the renderer knows: 'form' (rows in `<div>`), 'p', 'ul', 'table', or one of your own.
   */
  async render(template = this[core].template): Promise<SafeString> {
    await this.ready()
    return drawn(this, template)
  }

  /** The same with fields in paragraphs, for a template: `{{ form.asP }}`. Choices have to be there. */
  asP(): SafeString {
    return drawn(this, 'p')
  }

  /** Fields as items of a list; `<ul>` is the page's. */
  asUl(): SafeString {
    return drawn(this, 'ul')
  }

  /** Fields as rows of a table; `<table>` is the page's. */
  asTable(): SafeString {
    return drawn(this, 'table')
  }

  asDiv(): SafeString {
    return drawn(this, 'form')
  }

  /** The same as `render`, for a template that prints the form; choices have to be there. */
  [html](): string {
    return drawn(this, this[core].template).value
  }

  toString(): string {
    return this[html]()
  }
}

function drawn(form: Form, template: string): SafeString {
  return markSafe(form[core].renderer.render(template, { form }))
}

/**
 * A form class without some fields of another: `class Short extends withoutFields(Long, 'phone') {}`. They are neither shown nor
 * read, and `cleaned` does not have them.
 */
export function withoutFields<F extends Form, O extends FormOptions, const N extends FieldName<F>>(
  Class: new (options?: O) => F,
  ...names: readonly N[]
): (new (options?: O) => Form & Omit<F, N | keyof Form>) & Omit<typeof Form, 'prototype'> {
  const Base = Class as unknown as new (options?: O) => Form
  const made = class extends Base {
    constructor(options?: O) {
      super(options)
      for (const name of names) this.removeField(name as never)
    }
  }
  return made as never
}

function schemaOf(Class: new (options: FormOptions) => Form): StandardSchemaV1<FormInput, unknown> {
  return {
    '~standard': {
      version: 1,
      vendor: 'nuages',
      async validate(value) {
        const form = new Class({ data: (typeof value === 'object' && value !== null ? value : {}) as FormInput })
        if (await form.isValid()) return { value: form[core].cleaned }
        const issues = Object.values(form.errors).flat()
        return {
          issues: issues.map(({ message, field }) => (field === null ? { message } : { message, path: [field] })),
        }
      },
    },
  }
}
