import { IntegrityError } from '../../../data/orm/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { type AnyUser, recordAuthEvent, type SignInOutcome, showIdentity, signIn } from '../../auth/index.ts'
import { oauthErrors } from '../errors.ts'
import type { Identity } from '../identity.ts'
import type { Provider } from '../options.ts'
import { findAccount, linkAccount, noteUse } from '../people/link.ts'
import { admit } from '../people/sign-up.ts'
import type { Granted } from '../providers/client.ts'
import type { KeptFlow } from './kept.ts'

/** Seconds after which having logged in at the provider is no showing once more who one is. */
const fresh = 300

/** Redeems what came back, and does what it was for. Throws coded errors of the table here where it cannot be. */
export async function finishFlow(request: HttpRequest, provider: Provider, flow: KeptFlow): Promise<SignInOutcome> {
  const granted = await provider.client.finish(request.query, flow)
  if (flow.purpose === 'login') return logIn(request, provider, flow, granted)
  const user = await request.user
  if (!user.isAuthenticated || String(user.pk) !== flow.user) throw oauthErrors.OTHER_USER({ provider: provider.name })
  if (flow.purpose === 'link') await again(() => linkAccount(request, user, provider.name, granted))
  else await showAgain(request, user, provider, granted)
  return { done: true, next: flow.next }
}

async function logIn(
  request: HttpRequest,
  provider: Provider,
  flow: KeptFlow,
  granted: Granted,
): Promise<SignInOutcome> {
  const user = await whoIs(request, provider.name, granted)
  if (!user.isActive) {
    await recordAuthEvent('loginRefused', { request, user, data: { provider: provider.name, reason: 'inactive' } })
    throw oauthErrors.INACTIVE({ provider: provider.name })
  }
  return signIn(request, user, {
    method: methodOf(provider, granted.identity),
    ...(flow.next !== null && { next: flow.next }),
    ...(flow.remember !== null && { remember: flow.remember }),
  })
}

async function whoIs(request: HttpRequest, provider: string, granted: Granted): Promise<AnyUser> {
  return again(async () => {
    const account = await findAccount(provider, granted)
    if (account === null) return admit(request, provider, granted)
    const user: AnyUser = await account.user.load()
    if (user.isActive) await noteUse(account, granted)
    return user
  })
}

/** Once more where another tab did the same at the same time, or another user took the name: then the row is there. */
async function again<T>(work: () => Promise<T>, left = 3): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof IntegrityError) || left <= 1) throw error
    return again(work, left - 1)
  }
}

/** Whoever is logged in has shown once more who they are: with an account that is theirs, just now. */
async function showAgain(request: HttpRequest, user: AnyUser, provider: Provider, granted: Granted): Promise<void> {
  const account = await findAccount(provider.name, granted)
  if (account === null || String(account.user.pk) !== String(user.pk))
    throw oauthErrors.OTHER_USER({ provider: provider.name })
  if (granted.at !== null && Date.now() - granted.at.getTime() > fresh * 1000)
    throw oauthErrors.REFUSED({ provider: provider.name, detail: 'the log-in there was not a new one' })
  await noteUse(account, granted)
  await showIdentity(request, [methodOf(provider, granted.identity)])
}

/** 'oidc:mfa' where a provider whose word is taken says that several factors were shown there (RFC 8176). */
function methodOf({ kind, trusted }: Provider, { methods }: Identity): string {
  return trusted && methods.includes('mfa') ? `${kind}:mfa` : kind
}
