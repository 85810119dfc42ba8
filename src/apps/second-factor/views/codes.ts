import { type HttpRequest, json, varyBy } from '../../../web/http/index.ts'
import { accountPage, formPage, requireRecentLogin, toStep, wantsJson } from '../../accounts/index.ts'
import { recordAuthEvent, userOf } from '../../auth/index.ts'
import { secondFactorAddress } from '../addresses.ts'
import { factorsOf } from '../factors.ts'
import { MakeCodesForm } from '../forms.ts'
import { makeRecoveryCodes, recoveryCodesLeft } from '../recovery-codes.ts'
import { requireSecondFactor } from '../require.ts'
import { settings } from '../settings.ts'

/** How many recovery codes are left; a POST makes new ones, which ends the old ones, and shows them this once. */
export const codesPage = requireRecentLogin(
  requireSecondFactor(async (request: HttpRequest): Promise<Response> => {
    const user = await userOf(request)
    if (!(await factorsOf(user)).any) return toStep(request, secondFactorAddress('overview'))
    if (request.method !== 'POST') {
      const left = await recoveryCodesLeft(user)
      const context = { ...left, overview: secondFactorAddress('overview') }
      return formPage(request, new MakeCodesForm({}), () => accountPage(request, 'second-factor/codes.html', context), {
        ...left,
      })
    }
    const codes = await makeRecoveryCodes(user)
    await recordAuthEvent('recoveryCodesMade', { request, user })
    return codesShown(request, { codes, next: secondFactorAddress('overview'), done: true })
  }),
)

interface Shown {
  readonly codes: readonly string[]
  readonly next: string
  /** False: logging in goes on at `next`. */
  readonly done: boolean
}

/** Shows codes, this once. They can be kept as a file, or printed. */
export async function codesShown(request: HttpRequest, { codes, next, done }: Shown): Promise<Response> {
  if (wantsJson(request)) {
    const answer = json({ done, next, recoveryCodes: codes })
    varyBy(answer, 'Accept')
    return answer
  }
  const site = settings().issuer ?? request.host
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${site}\n\n${codes.join('\n')}\n`)}`
  return accountPage(request, 'second-factor/codes-shown.html', { codes, next, file })
}
