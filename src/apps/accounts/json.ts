import { type HttpRequest, json, prefersJson, redirect, varyBy } from '../../web/http/index.ts'
import { loginRefusal } from '../auth/index.ts'
import type { Form } from '../forms/index.ts'
import { tryMessages } from '../messages/index.ts'
import { accountsErrors } from './errors.ts'

/**
 * Does the client ask for JSON? Where it prefers it to HTML, or has sent JSON and takes anything; a browser's form never does.
 */
export function wantsJson(request: HttpRequest): boolean {
  const accept = request.header('accept')
  if (request.contentType === 'application/json' && (accept === null || !accept.includes('html'))) return true
  return prefersJson(request)
}

/** What came with a POST: the fields of a form, or those of a JSON object. Throws `NUAGES_ACCOUNTS_NOT_AN_OBJECT`. */
export async function sentFields(request: HttpRequest): Promise<Sent> {
  if (request.contentType !== 'application/json') return request.form()
  const sent = await request.json()
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) throw accountsErrors.NOT_AN_OBJECT()
  const record = sent as Readonly<Record<string, unknown>>
  const get = (name: string) => (Object.hasOwn(record, name) ? record[name] : undefined)
  return {
    get,
    getAll(name) {
      const value = get(name)
      return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
    },
    has: (name) => Object.hasOwn(record, name),
  }
}

/** Sent fields by name: what forms take as `data`. */
export interface Sent {
  get(name: string): unknown
  getAll(name: string): readonly unknown[]
  has(name: string): boolean
}

/** Done: JSON `{ done: true, next, … }`, or on to the next page, which may say `message`. */
export function done(
  request: HttpRequest,
  { next, message, data }: { readonly next: string; readonly message?: string; readonly data?: object },
): Response {
  if (wantsJson(request)) return vary(json({ done: true, next, ...data }))
  if (message !== undefined) tryMessages(request)?.success(message)
  return vary(redirect(next, { status: 303 }))
}

/** Not done yet: another page has to be gone through before, such as that of a second factor. */
export function toStep(request: HttpRequest, url: string): Response {
  return vary(wantsJson(request) ? json({ done: false, next: url }) : redirect(url, { status: 303 }))
}

/**
 * What is wrong with a form as JSON, with 422: `{ errors: { field: [{ code, message }] } }`; or the page that `draw` makes, with 422. Attempts to log
 * in that come too often are 429, and say when to come again.
 */
export async function refused(
  request: HttpRequest,
  form: Form,
  draw: (status: 422 | 429) => Response | Promise<Response>,
): Promise<Response> {
  const { status, headers } = loginRefusal(form)
  if (!wantsJson(request)) return vary(withHeaders(await draw(status), headers))
  const errors = Object.fromEntries(
    Object.entries(form.errorData()).map(([name, issues]) => [
      name,
      issues.map(({ code, message }) => ({ code, message })),
    ]),
  )
  return vary(json({ errors }, { status, headers }))
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

/** A refusal that is of no field, in the same shape. */
export function refusal({
  code,
  message,
  status,
  data,
}: {
  code: string
  message: string
  status: number
  data?: object
}): Response {
  return vary(json({ errors: { __all__: [{ code, message }] }, ...data }, { status }))
}

/** The answer to a GET: data for programs, or a page. */
export async function shown(
  request: HttpRequest,
  data: () => object | Promise<object>,
  draw: () => Response | Promise<Response>,
): Promise<Response> {
  return vary(wantsJson(request) ? json(await data()) : await draw())
}

function vary(response: Response): Response {
  varyBy(response, 'Accept')
  return response
}
