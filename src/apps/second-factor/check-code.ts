import type { HttpRequest } from '../../web/http/index.ts'
import { gettext, ngettext } from '../../web/i18n/index.ts'
import { type AnyUser, recordAuthEvent } from '../auth/index.ts'
import { addressBlocked, addressFailed } from './address-attempts.ts'
import { attemptSucceeded, beginAttempt, type FactorKind, waitAfter } from './attempts.ts'
import { takeCode } from './devices.ts'
import { tellOwner } from './mails.ts'
import type { TotpDevice } from './models.ts'
import { takeRecoveryCode } from './recovery-codes.ts'

/** What became of a code that somebody has shown. */
export type CodeOutcome =
  | { readonly ok: true; readonly method: 'totp'; readonly device: TotpDevice }
  | { readonly ok: true; readonly method: 'recovery-code'; readonly device: null }
  | { readonly ok: false; readonly code: 'wrong' | 'throttled'; readonly message: string; readonly wait: number }

/** So many seconds of waiting are worth an event of their own. */
const noticedWait = 60

/**
 * Checks a code that somebody shows for a user, and takes it: it is counted, by user and by address, before it is looked at. A wrong one and one that was
 * taken already are told alike.
 */
export async function checkCode(
  request: HttpRequest,
  user: AnyUser,
  { code, kind }: { readonly code: string; readonly kind: FactorKind },
): Promise<CodeOutcome> {
  const elsewhere = await addressBlocked(request)
  if (elsewhere > 0) return throttled(elsewhere)
  const attempt = await beginAttempt(user, kind)
  if (!attempt.allowed) return throttled(attempt.wait)
  const device = kind === 'totp' ? await takeCode(user, code) : null
  if (device !== null || (kind === 'recovery' && (await takeRecoveryCode(user, code)))) {
    await attemptSucceeded(user, kind)
    if (device !== null) return { ok: true, method: 'totp', device }
    await recordAuthEvent('recoveryCodeUsed', { request, user })
    tellOwner(request, user, 'recoveryCode')
    return { ok: true, method: 'recovery-code', device: null }
  }
  await addressFailed(request)
  const { failures } = attempt
  await recordAuthEvent('secondFactorFailed', { request, user, data: { kind, failures } })
  if (waitAfter(failures) >= noticedWait && waitAfter(failures - 1) < noticedWait) {
    await recordAuthEvent('lockedOut', { request, user, data: { what: 'second-factor', kind, failures } })
    tellOwner(request, user, 'guessed')
  }
  const message =
    kind === 'totp'
      ? gettext('This code is not right, or it was used already. Wait for the next one and enter it.')
      : gettext('This is none of your recovery codes, or it was used already.')
  return { ok: false, code: 'wrong', message, wait: 0 }
}

function throttled(wait: number): CodeOutcome {
  const minutes = Math.ceil(wait / 60)
  const message =
    wait < 60
      ? ngettext(
          'Too many wrong codes. Try again in %(count)s second.',
          'Too many wrong codes. Try again in %(count)s seconds.',
          wait,
        )
      : ngettext(
          'Too many wrong codes. Try again in %(count)s minute.',
          'Too many wrong codes. Try again in %(count)s minutes.',
          minutes,
        )
  return {
    ok: false,
    code: 'throttled',
    wait,
    message: message.replace('%(count)s', String(wait < 60 ? wait : minutes)),
  }
}
