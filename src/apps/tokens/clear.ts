import { Q } from '../../data/orm/index.ts'
import { AccessToken, RefreshToken } from './models.ts'

/** Days for which rows of what has ended stay, so that it can be seen what was there. */
const kept = 30

/** Deletes tokens and log-ins by tokens that ended 30 days ago or earlier; resolves to how many. */
export async function clearTokens(now: Date = new Date()): Promise<number> {
  const before = new Date(now.getTime() - kept * 24 * 3600 * 1000)
  const ended = Q({ revokedAt__lt: before }).or({ expiresAt__lt: before })
  const [tokens] = await AccessToken.filter(ended).delete()
  const [logins] = await RefreshToken.filter(ended).delete()
  return tokens + logins
}
