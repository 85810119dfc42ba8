import { atomic } from '../../../data/orm/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { type AnyUser, lockUser, recordAuthEvent, type User } from '../../auth/index.ts'
import { LinkedAccount } from '../models.ts'
import { oauthSettings } from '../options.ts'

export function accountsOf(user: AnyUser): Promise<LinkedAccount[]> {
  return Promise.resolve(LinkedAccount.filter({ user: user as User }).orderBy('linkedAt', 'id'))
}

/** May this account be unlinked: could its user still log in? */
export async function isSpare(user: AnyUser, account: LinkedAccount): Promise<boolean> {
  if (user.hasUsablePassword) return true
  const { providers, otherMeans } = oauthSettings()
  const accounts = await accountsOf(user)
  if (accounts.some(({ id, provider }) => id !== account.id && providers.has(provider))) return true
  return otherMeans(user)
}

/** Unlinks an account of a user: 'gone' where they have no such, 'last' where they could not log in any more. */
export function unlinkAccount(request: HttpRequest, user: AnyUser, id: number): Promise<'unlinked' | 'gone' | 'last'> {
  return atomic(async () => {
    // Two at once wait for each other here, so that together they do not take away both of the last two: also where the other is of another kind.
    await lockUser(user)
    const account = (await LinkedAccount.filter({ user: user as User }).selectForUpdate()).find((row) => row.id === id)
    if (account === undefined) return 'gone'
    if (!(await isSpare(user, account))) return 'last'
    await account.delete()
    await recordAuthEvent('identityUnlinked', { request, user, data: { provider: account.provider } })
    return 'unlinked'
  })
}
