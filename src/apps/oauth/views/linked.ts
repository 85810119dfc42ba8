import { httpErrors, type View } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { csrfToken } from '../../../web/security/index.ts'
import {
  accountPage,
  done,
  refusal,
  requireAccount,
  requireRecentLogin,
  shown,
  wantsJson,
} from '../../accounts/index.ts'
import { type ProjectUser, userOf } from '../../auth/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { pageAddress } from '../addresses.ts'
import type { LinkedAccount } from '../models.ts'
import { oauthSettings } from '../options.ts'
import { accountsOf, isSpare, unlinkAccount } from '../people/unlink.ts'

/** An account as pages and JSON have it. */
async function line(user: ProjectUser, account: LinkedAccount) {
  const { id, provider, email, name, linkedAt, lastUsedAt } = account
  const label = oauthSettings().providers.get(provider)?.label ?? provider
  const [spare, unlinkUrl] = [await isSpare(user, account), pageAddress('unlink', { id })]
  return { id, provider, label, email, name, linkedAt, lastUsedAt, spare, unlinkUrl }
}

/** The linked accounts of whoever is logged in, and what else can be linked. */
export const list: View = requireAccount(async (request) => {
  const user = await userOf(request)
  const accounts: Awaited<ReturnType<typeof line>>[] = []
  for (const account of await accountsOf(user)) accounts.push(await line(user, account))
  const providers = [...oauthSettings().providers.values()].map(({ name, label }) => ({
    name,
    label,
    linked: accounts.some(({ provider }) => provider === name),
    linkUrl: pageAddress('link', { provider: name }),
  }))
  return shown(
    request,
    () => ({ accounts, providers, csrfToken: csrfToken(request) }),
    () => accountPage(request, 'oauth/list.html', { linked: accounts, providers }),
  )
})

/** Unlinks an account, unless its user could not log in any more. */
export const unlink: View<{ readonly id: number }> = requireRecentLogin(async (request, { id }) => {
  const user = await userOf(request)
  const outcome = await unlinkAccount(request, user, id)
  if (outcome === 'gone') throw httpErrors.NOT_FOUND({ what: 'such a linked account' })
  const next = pageAddress('list')
  if (outcome === 'unlinked') return done(request, { next, message: gettext('The account is no longer linked.') })
  const message = gettext('You could not log in any more without this account. Set a password first.')
  if (wantsJson(request)) return refusal({ code: 'last', message, status: 409 })
  tryMessages(request)?.error(message)
  return done(request, { next })
})
