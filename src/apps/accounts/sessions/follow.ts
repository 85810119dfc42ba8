import { on } from '../../../data/orm/index.ts'
import { type HttpRequest, tryCurrentRequest } from '../../../web/http/index.ts'
import type { RequestUser } from '../../auth/index.ts'
import { Session } from '../../sessions/index.ts'
import { UserSession } from '../models/index.ts'

/** Under this name Django, and we, keep in a session whose it is. */
export const userName = '_auth_user_id'
const longestAgent = 300

/** When the user of a request logged in, by the request: where the key of a session changes, its row goes and another one comes. */
const began = Symbol('nuages.accounts.began')
type Carrier = HttpRequest & { [began]?: { readonly user: string; readonly at: Date } }

/** From where a request comes, as the columns have it. */
export function origin(request: HttpRequest): { readonly ip: string; readonly userAgent: string } {
  return { ip: request.ip.slice(0, 45), userAgent: (request.header('user-agent') ?? '').slice(0, longestAgent) }
}

/** A session is written for the first time under its key: if somebody is logged in with it, it is noted whose it is. */
async function note(row: { readonly sessionKey: string }, created: boolean): Promise<void> {
  const request: Carrier | null = tryCurrentRequest() ?? null
  if (request === null || !created || request.session === undefined) return
  const key = await request.session.get(userName)
  if (key === undefined) return
  const user: RequestUser | undefined = await request.user
  if (!user?.isAuthenticated || String(user.pk) !== key) return
  const before = request[began]
  await UserSession.create({
    session: row.sessionKey,
    user: user as never,
    ...(before?.user === key && { createdAt: before.at }),
    ...origin(request),
  } as never)
}

function remember(row: { readonly userId: unknown; readonly createdAt: Date }): void {
  const request: Carrier | null = tryCurrentRequest() ?? null
  if (request !== null) request[began] = { user: String(row.userId), at: row.createdAt }
}

/** Keeps `UserSession` in step with the sessions in the database. */
export const sessionEvents: readonly object[] = [
  on(Session, 'afterSave', (row, { created }) => note(row, created)),
  on(UserSession, 'beforeDelete', (row) => remember(row as never)),
]
