import { ValidationError, type Validator } from '../validation.ts'

/** What every validator function takes beside its own options. */
export interface ValidatorOptions {
  /** Instead of Django's message; `%(limit_value)s` and the like are filled in from the parameters. */
  readonly message?: string
  readonly code?: string
}

/** A message in one form, or in two that a count chooses between. */
export type Message = string | { readonly one: string; readonly many: string; readonly count: number }

/** Fills `%(name)s` and `%(name)d` from `params`. */
export function fillMessage(message: string, params: Readonly<Record<string, unknown>>): string {
  return message.replace(/%(?:\((\w+)\)[sd]|%)/g, (whole, name: string | undefined) =>
    name === undefined ? '%' : name in params ? showValue(params[name]) : whole,
  )
}

/** A value as messages show it: dates as `2024-02-29 10:00:00` in UTC. */
export function showValue(value: unknown): string {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString().slice(0, 19).replace('T', ' ')
  }
  return String(value)
}

/** Throws the `ValidationError` of a validator that said no. */
export function refuse(
  code: string,
  message: Message,
  params: Readonly<Record<string, unknown>>,
  options: ValidatorOptions,
): never {
  const text =
    options.message ?? (typeof message === 'string' ? message : message.count === 1 ? message.one : message.many)
  throw new ValidationError(fillMessage(text, params), { code: options.code ?? code, params })
}

/** A validator function that knows its name. */
export function named<T>(validatorName: string, check: (value: T) => void): Validator<T> {
  return Object.assign((value: T) => check(value), { validatorName })
}
