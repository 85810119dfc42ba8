/** Addresses in mails: whole ones, with a signature that says who may use them. */
import { reverse } from 'nuages/http'
import { BadSignature, dumps, loads } from 'nuages/signing'

/** How long a link to confirm an address is good, in hours. */
export const confirmHours = 72

/** The whole address of a path. A job has no request that could tell where the site is. */
export function siteUrl(path: string): string {
  return new URL(path, process.env['SITE_URL'] ?? 'http://127.0.0.1:8000').href
}

export const confirmUrl = (id: number): string =>
  siteUrl(reverse('newsletterConfirm', { token: dumps(id, { salt: 'newsletter.confirm' }) }))

/** Good for ever: whoever finds an old issue may still leave. */
export const leaveUrl = (id: number): string =>
  siteUrl(reverse('newsletterLeave', { token: dumps(id, { salt: 'newsletter.leave' }) }))

/** Whom a link is for; null where it is too old, or nobody signed it. */
export function readToken(token: string, purpose: 'confirm' | 'leave'): number | null {
  const maxAge = purpose === 'confirm' ? { maxAge: confirmHours * 3600 } : {}
  try {
    const id = loads(token, { salt: `newsletter.${purpose}`, ...maxAge })
    return typeof id === 'number' ? id : null
  } catch (error) {
    if (error instanceof BadSignature) return null
    throw error
  }
}
