import { type Issue, type Message, ValidationError, type Validator } from '../validation.ts'
import type { Label } from '../value-schema.ts'

/** What every validator function takes beside its own options. */
export interface ValidatorOptions {
  /** Instead of Django's message; `%(limit_value)s` and the like are filled in from the issue's parameters. */
  readonly message?: Label
  readonly code?: string
}

/** Fills `%(name)s` and `%(name)d` from `params`; `%(name)r` puts a text in quotes. */
export function fillMessage(message: string, params: Readonly<Record<string, unknown>>): string {
  return message.replace(/%(?:\((\w+)\)([sdr])|%)/g, (whole, name: string | undefined, form: string) => {
    if (name === undefined) return '%'
    if (!(name in params)) return whole
    const text = showValue(params[name])
    return form === 'r' && typeof params[name] === 'string' ? `'${text}'` : text
  })
}

/** A value as messages show it: dates as `2024-02-29 10:00:00` in UTC. */
export function showValue(value: unknown): string {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString().slice(0, 19).replace('T', ' ')
  }
  try {
    return String(value)
  } catch {
    // An object without a text of its own.
    return 'object'
  }
}

/**
 * An issue from a message as catalogs know it: `%(name)s` is filled in from `params`, and the message before that is kept
 * for whoever shows it in another language.
 */
export function issue(
  template: Message,
  code: string,
  params: Readonly<Record<string, unknown>> = {},
  field: string | null = null,
): Issue {
  const plain = typeof template === 'string' ? template : template.count === 1 ? template.one : template.many
  const message = fillMessage(plain, params)
  return message === template ? { message, code, params, field } : { message, template, code, params, field }
}

/** Throws the `ValidationError` of a validator that said no. */
export function refuse(
  code: string,
  message: Message,
  params: Readonly<Record<string, unknown>>,
  options: ValidatorOptions,
): never {
  throw new ValidationError([
    issue(options.message === undefined ? message : String(options.message), options.code ?? code, params),
  ])
}

/** A validator function that knows its name. */
export function named<T>(validatorName: string, check: (value: T) => void): Validator<T> {
  return Object.assign((value: T) => check(value), { validatorName })
}
