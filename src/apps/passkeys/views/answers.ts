import { NuagesError } from '../../../base/errors/index.ts'
import { type HttpRequest, json } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { refusal } from '../../accounts/index.ts'

/** What came as JSON: an object, or nothing of use. */
export async function sentObject(request: HttpRequest): Promise<Readonly<Record<string, unknown>>> {
  const sent = await request.json<unknown>()
  return typeof sent === 'object' && sent !== null && !Array.isArray(sent)
    ? (sent as Readonly<Record<string, unknown>>)
    : {}
}

/** Data that no cache keeps. */
export function answer(data: object, status = 200): Response {
  return unkept(json(data, { status }))
}

export function unkept(response: Response): Response {
  response.headers.set('cache-control', 'no-store')
  return response
}

/** Is it one of our errors about what was sent, and not of how the project is set up? */
export function isRefusal(error: unknown): error is NuagesError {
  return error instanceof NuagesError && error.code.startsWith('NUAGES_PASSKEYS_') && error.status === 422
}

/** What visitors are told; of all the rest only that it was not accepted: why is for the log. */
const told: Readonly<Record<string, { readonly code: string; message(): string }>> = {
  NUAGES_PASSKEYS_NO_CHALLENGE: { code: 'expired', message: () => gettext('It took too long. Try again.') },
  NUAGES_PASSKEYS_ALREADY_ADDED: { code: 'known', message: () => gettext('This passkey is registered already.') },
  NUAGES_PASSKEYS_TOO_MANY: {
    code: 'many',
    message: () => gettext('You have as many passkeys as there may be. Remove one first.'),
  },
  NUAGES_PASSKEYS_LAST_MEANS: {
    code: 'last',
    message: () =>
      gettext('This passkey is the only way into your account. Set a password or add another passkey first.'),
  },
}

/** Tells a visitor that what was sent is refused, with 422. */
export function refused(error: NuagesError): Response {
  const { code, message } = told[error.code] ?? {
    code: 'refused',
    message: () => gettext('This passkey was not accepted.'),
  }
  return unkept(refusal({ code, message: message(), status: 422 }))
}
