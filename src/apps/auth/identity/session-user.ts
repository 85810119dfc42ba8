import { tryUse } from '../../../base/context/index.ts'
import { constantTimeEqual } from '../../../base/signing/index.ts'
import { logWith } from '../../../web/http/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { recordAuthEvent } from '../audit.ts'
import type { RequestUser } from '../augment.ts'
import { modelBackendName } from '../backends/model.ts'
import { projectBackends } from '../backends/service.ts'
import { impersonators } from '../impersonation/impersonators.ts'
import { longestImpersonation, mayImpersonate } from '../impersonation/options.ts'
import { AbstractUser, AnonymousUser, type AnyUser } from '../models.ts'
import { forgetUsers, userByKey, userCacheService } from '../user-cache.ts'
import { impersonationName, type KeptImpersonation, sessionNames } from './session-names.ts'
import { type Carrier, identified, keyOf, optionsKey } from './state.ts'

/** Is it a backend of the project, or Django's, which is that of users who came in another way? */
function isBackend(name: unknown): boolean {
  return name === modelBackendName || projectBackends().some((backend) => backend.name === name)
}

/** The user of the session. One whose password has changed since ends. */
export async function readUser(request: Carrier, isAnew = false): Promise<RequestUser> {
  const session = sessionOf(request)
  const key = await session.get(sessionNames.user)
  if (key === undefined || !isBackend(await session.get(sessionNames.backend))) return new AnonymousUser()
  const options = request[optionsKey]
  // A store that knows whose its sessions are reads session and user together.
  const companion = await session.companion()
  const known = companion instanceof AbstractUser && String(companion.pk) === String(key)
  const row = known ? companion : await userByKey(options?.model, String(key))
  if (row === null || !row.isActive) return new AnonymousUser()
  const hash = String((await session.get(sessionNames.hash)) ?? '')
  const current = row.sessionAuthHash(keyOf(request))
  if (constantTimeEqual(current, hash)) return actingAs(request, row)
  if (options?.fallbackKeys?.some((each) => constantTimeEqual(row.sessionAuthHash(each), hash))) {
    // From now on under the key of today, so that the old one can be taken away.
    await session.cycleKey()
    await session.set(sessionNames.hash, current)
    return actingAs(request, row)
  }
  // A cached row may not know of a password that another program or process has changed, and the session tell of the new one.
  if (!known && !isAnew && tryUse(userCacheService) !== undefined) {
    await forgetUsers([key])
    return readUser(request, true)
  }
  await session.flush()
  return new AnonymousUser()
}

/** Whoever is logged in, or the user as whom they act: as long as they may, and no longer than an hour. */
async function actingAs(request: Carrier, actor: AnyUser): Promise<RequestUser> {
  const session = sessionOf(request)
  const kept = await session.get<KeptImpersonation>(impersonationName)
  if (kept === undefined) return identified(request, actor)
  const { model } = request[optionsKey] ?? {}
  const user = await userByKey(model, kept.user)
  const isOver = Date.now() / 1000 - kept.since > longestImpersonation()
  if (user === null || isOver || !(await mayImpersonate(actor, user))) {
    await session.delete(impersonationName)
    await recordAuthEvent('impersonationEnded', {
      request,
      user: user ?? { pk: kept.user },
      actor,
      data: { byItself: true },
    })
    return identified(request, actor)
  }
  impersonators.set(request, actor)
  logWith(request, { impersonator: actor.pk })
  return identified(request, user)
}
