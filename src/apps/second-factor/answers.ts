import { type HttpRequest, redirect } from '../../web/http/index.ts'
import { gettext } from '../../web/i18n/index.ts'
import { refusal, wantsJson } from '../accounts/index.ts'
import type { Form } from '../forms/index.ts'
import type { CodeOutcome } from './check-code.ts'

const texts = {
  login: () => gettext('Log in first.'),
  second_factor: () => gettext('Show your second factor first.'),
} as const

/** Sends somebody to the page where they can show what is missing; a program is told which. */
export function askFirst(request: HttpRequest, url: string, code: keyof typeof texts): Response {
  if (!wantsJson(request)) return redirect(url)
  return refusal({ code, message: texts[code](), status: code === 'login' ? 401 : 403, data: { next: url } })
}

/** Why a code was not taken, with 422, or with 429 where there were too many. */
export async function codeRefused(
  request: HttpRequest,
  form: Form,
  outcome: Extract<CodeOutcome, { ok: false }>,
  draw: (status: number) => Response | Promise<Response>,
): Promise<Response> {
  const { code, message, wait } = outcome
  const status = code === 'throttled' ? 429 : 422
  form.addError('code' as never, message, code)
  const response = wantsJson(request)
    ? refusal({ code, message, status, data: { errors: { code: [{ code, message }] } } })
    : await draw(status)
  if (wait > 0) response.headers.set('retry-after', String(wait))
  return response
}
