import type { HttpRequest } from '../../web/http/index.ts'
import { safeNext } from '../auth/index.ts'
import { sessionOf } from '../sessions/index.ts'

const name = '_nuages_passport_next'

/** Remembers where somebody wants to go, over the way to a provider and back. */
export async function keepNext(request: HttpRequest): Promise<void> {
  const isForm = request.method === 'POST' && request.contentType === 'application/x-www-form-urlencoded'
  const sent = isForm ? (await request.form()).get('next') : null
  const next = safeNext(request, sent ?? request.query.get('next'), '')
  if (next !== '') await sessionOf(request).set(name, next)
}

export async function takeNext(request: HttpRequest, otherwise: string): Promise<string> {
  const session = sessionOf(request)
  const next = await session.get<string>(name)
  if (next !== undefined) await session.delete(name)
  return safeNext(request, next, otherwise)
}
