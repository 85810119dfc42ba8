import { type Issue, ValidationError } from '../../base/schema/index.ts'
import { html, markSafe, type SafeString } from '../../base/text/index.ts'
import type { BoundField } from './bound-field.ts'
import type { FieldValues } from './data.ts'
import { formsErrors } from './errors.ts'
import { FormCore, type FormErrors, type FormOptions, wholeForm } from './form-core.ts'
import { Input } from './inputs/input.ts'

/** The names of a form's own fields. `save` and `instance` are those that model forms add. */
export type FieldName<F> = Exclude<keyof F, keyof Form | 'save' | 'instance'> & string

/** The cleaned values of a form, by field. */
export type Cleaned<F> = Pick<F, FieldName<F>>

/** The part of a request that a form reads. */
export interface FormRequest {
  readonly method: string
  form(): Promise<FieldValues>
}

/** What a Standard Schema (https://standardschema.dev) looks like, version 1. */
export interface StandardSchema {
  readonly version: 1
  readonly vendor: 'nuages'
  validate(value: unknown): Promise<StandardResult>
}

export type StandardResult =
  | { readonly value: unknown }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly string[] }[] }

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
    if (!(input instanceof Input) || typeof name !== 'string') return Reflect.defineProperty(form, name, descriptor)
    if (name in Form.prototype) throw formsErrors.BAD_FIELD_NAME({ form: form[core].formName, field: name })
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
  readonly [core]: FormCore

  constructor(options: FormOptions = {}) {
    this[core] = new FormCore(new.target.name, options)
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

  /** A form class is a Standard Schema: other libraries can validate with it. */
  static get '~standard'(): StandardSchema {
    const Class = this as unknown as new (options: FormOptions) => Form
    return {
      version: 1,
      vendor: 'nuages',
      async validate(value) {
        const form = new Class({ data: (typeof value === 'object' && value !== null ? value : {}) as never })
        if (await form.isValid()) return { value: form[core].cleaned }
        const issues = Object.values(form.errors).flat()
        return {
          issues: issues.map(({ message, field }) => (field === null ? { message } : { message, path: [field] })),
        }
      },
    }
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

  /** Fetches choices that come from a database, so that the form can be drawn. */
  ready(): Promise<void> {
    return this[core].ready()
  }

  /** Every field with its label, help and errors; without `<form>`, button and CSRF token, which are the page's. */
  async render(template = 'form'): Promise<SafeString> {
    await this.ready()
    return markSafe(this[core].renderer.render(template, { form: this }))
  }

  /** The same as `render`, for a template that prints the form; choices have to be there. */
  [html](): string {
    return this[core].renderer.render('form', { form: this })
  }

  toString(): string {
    return this[html]()
  }
}
