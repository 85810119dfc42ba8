import { type HttpRequest, json } from '../../../web/http/index.ts'

/** Longer values are no tokens and no passwords. */
const longest = 8192

/** A body of JSON as a record; null where it is something else. Forms are not taken: pages of other sites can send them. */
export async function recordBody(request: HttpRequest): Promise<Readonly<Record<string, unknown>> | null> {
  if (request.contentType !== 'application/json') return null
  const body = await request.json()
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null
}

/** A text of it; null where it is missing, empty, no text or too long to be anything. */
export function textOf(body: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : null
}

/** An answer that nobody keeps (RFC 6749, 5.1). */
export function secretJson(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return json(value, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

/** `{ "errors": { field: [{ code, message }] } }`; '__all__' is the request as a whole. */
export function problem(status: number, field: string, code: string, message: string): Response {
  return secretJson({ errors: { [field]: [{ code, message }] } }, status)
}
