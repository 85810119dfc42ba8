import { type HttpRequest, render } from '../../web/http/index.ts'
import { csrfToken } from '../../web/security/index.ts'
import type { Form } from '../forms/index.ts'
import { tryAccountAddress } from './addresses.ts'
import { shown } from './json.ts'
import { accountsSettings } from './settings.ts'

/** Draws a page that extends `accounts/base.html`, with what all of them need. */
export async function accountPage(
  request: HttpRequest,
  template: string,
  context: Readonly<Record<string, unknown>>,
  status = 200,
): Promise<Response> {
  return render(
    request,
    template,
    { accounts: { registration: accountsSettings().registration, home: tryAccountAddress('home') }, ...context },
    { status },
  )
}

/** A page with an empty form, or for a program what the form asks for, and a token to send it with. */
export function formPage(
  request: HttpRequest,
  form: Form,
  draw: () => Response | Promise<Response>,
  data: object = {},
): Promise<Response> {
  const fields = () =>
    Object.fromEntries(
      [...form].map((field) => [field.name, { label: String(field.label), required: field.input.required }]),
    )
  return shown(request, () => ({ fields: fields(), csrfToken: csrfToken(request), ...data }), draw)
}

/** Around each view: what is of one's account stays in no cache, and its address is told to no other site. */
export function guarded<P>(
  view: (request: HttpRequest, params: P) => Response | Promise<Response>,
): (request: HttpRequest, params: P) => Promise<Response> {
  return async (request, params) => {
    const response = await view(request, params)
    response.headers.set('cache-control', 'no-store')
    response.headers.set('referrer-policy', 'same-origin')
    return response
  }
}
