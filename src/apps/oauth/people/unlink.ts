import type { HttpRequest } from '../../../web/http/index.ts'
import { isLastMeans, type LoginMeans, takeMeans } from '../../accounts/index.ts'
import { type AnyUser, recordAuthEvent, userKey } from '../../auth/index.ts'
import { LinkedAccount } from '../models.ts'
import { oauthSettings } from '../options.ts'

export function accountsOf(user: AnyUser): Promise<LinkedAccount[]> {
  return Promise.resolve(LinkedAccount.filter({ user: userKey(user) }).orderBy('linkedAt', 'id'))
}

/** Linked accounts as a means of logging in: those with a provider that the project still has. */
export const linkedAccountsMeans: LoginMeans = Object.freeze({
  name: 'oauth',
  async logsIn(user, without) {
    const { providers } = oauthSettings()
    const accounts = await accountsOf(user)
    return accounts.some(({ pk, provider }) => pk !== without?.pk && providers.has(provider))
  },
} satisfies LoginMeans)

/** May this account be unlinked: could its user still log in? */
export async function isSpare(user: AnyUser, account: LinkedAccount): Promise<boolean> {
  return !(await isLastMeans(user, { name: linkedAccountsMeans.name, row: account }))
}

/** Unlinks an account of a user: 'gone' where they have no such, 'last' where they could not log in any more. */
export async function unlinkAccount(
  request: HttpRequest,
  user: AnyUser,
  id: number,
): Promise<'unlinked' | 'gone' | 'last'> {
  const account = (await accountsOf(user)).find((each) => each.id === id)
  if (account === undefined) return 'gone'
  const taken = await takeMeans(user, { name: linkedAccountsMeans.name, row: account }, () => account.delete())
  if (!taken) return 'last'
  await recordAuthEvent('identityUnlinked', { request, user, data: { provider: account.provider } })
  return 'unlinked'
}
