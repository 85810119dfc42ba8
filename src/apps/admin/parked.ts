import { tryUse } from '../../base/context/index.ts'
import { pendingLogin } from '../auth/index.ts'
import { sessionOf, sessionStoreService } from '../sessions/index.ts'
import type { AdminRequest } from './request.ts'

/*
 * A form that came after its session had ended, and whose writer has a second step of logging in to take: it waits in the session, and the page of
 * the form offers it once they are back.
 */

/** The fields of a form, in order; files are not among them. */
type SentFields = readonly (readonly [string, string])[]

interface Parked {
  /** The address that the form was sent to. */
  readonly target: string
  /** The user who is logging in. */
  readonly user: string
  readonly fields: SentFields
}

const name = 'admin-parked-form'
/** Characters of a form: a session is read with every request. */
const longest = 200_000

/** Keeps a form for whoever is between two steps of logging in. False where it is too long, or the session has no place for it. */
export async function park({ request }: AdminRequest, fields: SentFields): Promise<boolean> {
  const pending = await pendingLogin(request)
  const size = fields.reduce((sum, [key, value]) => sum + key.length + value.length, 0)
  if (pending === null || size > longest || tryUse(sessionStoreService)?.onServer === false) return false
  const parked: Parked = { target: request.target, user: String(pending.user.pk), fields }
  await sessionOf(request).set(name, parked)
  return true
}

/** The form that this person sent to this address; null where none waits. */
export async function parkedForm({ request, user }: AdminRequest): Promise<SentFields | null> {
  const parked = await sessionOf(request).get<Parked>(name)
  return parked !== undefined && parked.target === request.target && parked.user === String(user.pk)
    ? parked.fields
    : null
}

/** Forgets it: it was sent, or is not wanted. */
export async function unpark({ request }: AdminRequest): Promise<void> {
  await sessionOf(request).delete(name)
}
