import { describeError, NuagesError } from '../errors/index.ts'
import { validationErrors } from './errors.ts'
import { gettextNoop } from './mark.ts'

/** A message in one form, or in two that a count chooses between. */
export type Message = string | { readonly one: string; readonly many: string; readonly count: number }

/** One thing that is wrong with a value: Django's message, code and parameters. */
export interface Issue {
  /** In English, with `params` already filled in. */
  readonly message: string
  /** The message as catalogs know it, before `params` were filled in; absent where nothing was. */
  readonly template?: Message
  /** 'required', 'max_length', 'unique': stable, for code and translations. */
  readonly code: string
  readonly params: Readonly<Record<string, unknown>>
  /** The field it belongs to, or null for the whole object. */
  readonly field: string | null
}

/** A function that throws a `ValidationError` when it does not accept a value. */
export interface Validator<T = never> {
  (value: T): void
  /** For migrations and error messages. */
  readonly validatorName?: string
}

/**
 * Values that do not pass. Semantics: Django's `ValidationError`
 * (https://docs.djangoproject.com/en/stable/ref/exceptions/#validationerror): a list of issues, by field where they have one.
 */
export class ValidationError extends NuagesError {
  readonly issues: readonly Issue[]

  /** From one message, or from issues that were collected. */
  constructor(
    what: string | readonly Issue[],
    options: { code?: string; params?: Readonly<Record<string, unknown>>; field?: string | null } = {},
  ) {
    const issues: readonly Issue[] =
      typeof what === 'string'
        ? [
            {
              message: what,
              code: options.code ?? 'invalid',
              params: options.params ?? {},
              field: options.field ?? null,
            },
          ]
        : what
    const { message, details } = describeError(validationErrors, 'FAILED', { issues })
    super(message, details)
    this.issues = issues
  }

  /** The issues by field name; those of the whole object under '__all__', as in Django. */
  byField(): Record<string, Issue[]> {
    const fields: Record<string, Issue[]> = Object.create(null)
    for (const issue of this.issues) (fields[issue.field ?? '__all__'] ??= []).push(issue)
    return fields
  }

  /** The same issues, said of `field` where they have no field of their own. */
  at(field: string): ValidationError {
    const named = new ValidationError(this.issues.map((issue) => (issue.field === null ? { ...issue, field } : issue)))
    if (this.cause !== undefined) named.cause = this.cause
    return named
  }

  /** The same issues without the values that they are about: of a field that holds secrets. */
  withoutValues(): ValidationError {
    return new ValidationError(
      this.issues.map(({ message, template, code, params, field }) => {
        const { value: _value, show_value: _shown, ...rest } = params
        // What shows its value among the parameters has it in no other part of the message.
        const said = 'value' in params && !('show_value' in params)
        if (said) return { message: gettextNoop('The value is not a valid one.'), code, params: rest, field }
        return { message, ...(template !== undefined && { template }), code, params: rest, field }
      }),
    )
  }
}
