import { type Service, service, tryUse } from '../../base/context/index.ts'
import { atomic } from '../../data/orm/index.ts'
import { type AnyUser, lockUser } from '../auth/index.ts'

/** What people log in with beside a password, and can take away: passkeys, accounts with a provider. */
export interface LoginMeans {
  /** Unique in the project: 'passkeys'. */
  readonly name: string
  /** Could the user log in with one of these? `without` is one that is to be taken away: it does not count. */
  logsIn(user: AnyUser, without?: { readonly pk: unknown }): Promise<boolean>
}

/** The means of logging in of the current project beside passwords. */
export const loginMeansService: Service<readonly LoginMeans[]> = service<readonly LoginMeans[]>('means of logging in')

/** What is to be taken away: a row, and the name of the means that it belongs to. */
export interface TakenMeans {
  readonly name: string
  readonly row: { readonly pk: unknown }
}

/** Could the user not log in any more without it? A password counts, and so does what every other battery knows. */
export async function isLastMeans(user: AnyUser, { name, row }: TakenMeans): Promise<boolean> {
  if (user.hasUsablePassword) return false
  for (const means of tryUse(loginMeansService) ?? [])
    if (await (means.name === name ? means.logsIn(user, row) : means.logsIn(user))) return false
  return true
}

/**
 * Takes away a means of logging in, unless it is the user's last: then false, and `take` is not called. Of two that go at once, a passkey and
 * a linked account say, the second sees what the first has left.
 */
export function takeMeans(user: AnyUser, taken: TakenMeans, take: () => Promise<unknown>): Promise<boolean> {
  return atomic(async () => {
    // Whatever takes one away waits here for its turn; and the password may have gone since the request began.
    const locked = await lockUser(user)
    if (locked === null || (await isLastMeans(locked, taken))) return false
    await take()
    return true
  })
}
