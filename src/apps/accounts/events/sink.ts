import { createLogger } from '../../../base/log/index.ts'
import { atomic } from '../../../data/orm/index.ts'
import { type HttpRequest, tryCurrentRequest } from '../../../web/http/index.ts'
import { type AuthEventSink, type AuthEvent as Told, userKey, usersOf } from '../../auth/index.ts'
import { mailLater } from '../mails/send.ts'
import { AuthEvent } from '../models/index.ts'
import { describeAgent } from '../sessions/describe.ts'
import { accountsSettings } from '../settings.ts'

const logger = createLogger({ name: 'accounts' })

const keyText = (key: unknown) => (key === null || key === undefined ? '' : String(key).slice(0, 64))

/** Keeps events in the table, and tells the owner of a login with a new browser where the project wants that. A request goes on where this fails: the log has it all. */
export const keepEvent: AuthEventSink = async (event) => {
  try {
    const isNew = await onNewDevice(event)
    // In a transaction of its own, so that a failure does not end the one around it.
    await atomic(() => AuthEvent.create(rowOf(event)))
    const request = tryCurrentRequest() ?? null
    if (request !== null && isNew) await notify(request, event)
  } catch (error) {
    logger.error('an event was not kept', { event: event.kind, error })
  }
}

function rowOf({ at, kind, user, actor, username, ip, userAgent, data }: Told) {
  return {
    at,
    kind: kind.slice(0, 50),
    user: user === null ? null : userKey({ pk: user }),
    userKey: keyText(user),
    actorKey: keyText(actor),
    username,
    ip: ip.slice(0, 45),
    userAgent,
    data,
  }
}

/** Has the user logged in before, but never with this browser? Asked only where the project wants to tell them. */
async function onNewDevice({ kind, user, userAgent }: Told): Promise<boolean> {
  if (kind !== 'login' || user === null || !accountsSettings().newDeviceNotice) return false
  const logins = AuthEvent.filter({ kind: 'login', userKey: keyText(user) })
  return (await logins.exists()) && !(await logins.filter({ userAgent }).exists())
}

async function notify(request: HttpRequest, { user, ip, userAgent }: Told): Promise<void> {
  if (user === null) return
  const row = await usersOf().filter({ pk: user }).first()
  if (row === null || row.email === '') return
  mailLater(request, 'newDevice', row.email, {
    username: row.username,
    ip,
    device: describeAgent(userAgent),
  })
}
