import { NuagesError } from '../../../base/errors/index.ts'
import { fillMessage, ValidationError } from '../../../base/schema/index.ts'
import { ngettext } from '../../../web/i18n/index.ts'
import type { Form } from '../../forms/index.ts'

/** Seconds for which a form that asks for a password is held back. */
const waits = new WeakMap<Form, number>()

/**
 * What a form says where `throttledAuthenticate` refused to look at what it was sent: an issue of the whole form, code 'throttled'. Gives
 * every other error back by throwing it.
 */
export function heldBack(form: Form, error: unknown): ValidationError {
  if (!(error instanceof NuagesError) || error.code !== 'NUAGES_AUTH_THROTTLED') throw error
  const seconds = Number(error.data['retryAfter'])
  waits.set(form, seconds)
  const minutes = Math.ceil(seconds / 60)
  const text = ngettext(
    'Too many attempts to log in. Try again in %(minutes)d minute.',
    'Too many attempts to log in. Try again in %(minutes)d minutes.',
    minutes,
  )
  return new ValidationError(fillMessage(text, { minutes }), { code: 'throttled' })
}

/**
 * How a view answers a form that was sent and is not valid, by page or JSON: 422, or 429 with `Retry-After` where it was held back as attempts come
 * too often.
 */
export function loginRefusal(form: Form): {
  readonly status: 422 | 429
  readonly headers: Readonly<Record<string, string>>
} {
  const wait = waits.get(form)
  return wait === undefined ? { status: 422, headers: {} } : { status: 429, headers: { 'retry-after': String(wait) } }
}
