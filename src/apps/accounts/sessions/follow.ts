import { tryUse } from '../../../base/context/index.ts'
import { on } from '../../../data/orm/index.ts'
import { type HttpRequest, tryCurrentRequest } from '../../../web/http/index.ts'
import { type AnyUser, type RequestUser, usersOf } from '../../auth/index.ts'
import { Session } from '../../sessions/index.ts'
import { UserSession } from '../models/index.ts'
import { origin, userName } from './origin.ts'
import { seenSessionsService } from './seen.ts'

/** When the user of a request logged in, by the request: where the key of a session changes, its row goes and another one comes. */
const began = Symbol('nuages.accounts.began')
type Carrier = HttpRequest & { [began]?: { readonly user: string; readonly at: Date } }

/** Whose session it is; that is another than the user of the request where somebody impersonates. */
async function ownerOf(request: HttpRequest, key: unknown): Promise<AnyUser | null> {
  const user: RequestUser | undefined = await request.user
  if (user?.isAuthenticated && String(user.pk) === key) return user as AnyUser
  return (await usersOf().filter({ pk: key }).first()) as unknown as AnyUser | null
}

/** A session is written for the first time under its key: if somebody is logged in with it, it is noted whose it is. */
async function note(row: { readonly sessionKey: string }, created: boolean): Promise<void> {
  const request: Carrier | null = tryCurrentRequest() ?? null
  if (request === null || !created || request.session === undefined) return
  const key = await request.session.get(userName)
  if (key === undefined) return
  const user = await ownerOf(request, key)
  if (user === null) return
  const before = request[began]
  tryUse(seenSessionsService)?.take(row.sessionKey, Date.now())
  await UserSession.create({
    session: row.sessionKey,
    user: user as never,
    ...(before?.user === key && { createdAt: before.at }),
    ...origin(request),
  } as never)
}

function remember(row: { readonly user: { readonly pk: unknown }; readonly createdAt: Date }): void {
  const request: Carrier | null = tryCurrentRequest() ?? null
  if (request !== null) request[began] = { user: String(row.user.pk), at: row.createdAt }
}

/** Keeps `UserSession` in step with the sessions in the database. */
export const sessionEvents: readonly object[] = [
  on(Session, 'afterSave', (row, { created }) => note(row, created)),
  on(UserSession, 'beforeDelete', (row) => remember(row as never)),
]
