import type { HttpRequest } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import {
  accountPage,
  done,
  formPage,
  refused,
  requireRecentLogin,
  sentFields,
  toStep,
  wantsJson,
} from '../../accounts/index.ts'
import { type AnyUser, finishStep, recordAuthEvent, safeNext, stepBefore } from '../../auth/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { secondFactorAddress } from '../addresses.ts'
import { codeRefused } from '../answers.ts'
import { type Asked, whoIsAsked } from '../asked.ts'
import { addDevice, devicesOf, isSetUp } from '../devices.ts'
import { EnrolForm } from '../forms.ts'
import { tellOwner } from '../mails.ts'
import { makeRecoveryCodes, recoveryCodesLeft } from '../recovery-codes.ts'
import { requireSecondFactor } from '../require.ts'
import { isRequired, settings } from '../settings.ts'
import { forgetSetup, keptSecret, setupSecret } from '../setup.ts'
import { shownSecondFactor, showSecondFactor } from '../shown.ts'
import { stepName } from '../step.ts'
import { toBase32 } from '../totp/base32.ts'
import { otpauthUri } from '../totp/otpauth.ts'
import { qrSvg } from '../totp/qr.ts'
import { codesShown } from './codes.ts'

/** So many apps are enough: each makes guessing a little easier. */
const mostDevices = 5

/**
 * Sets up an authenticator app: for somebody who is logged in, and for somebody who is logging in, must have a second factor and has none. Whoever has
 * one shows it first: a password alone adds no app to an account that has one.
 */
export async function enrolPage(request: HttpRequest): Promise<Response> {
  const asked = await whoIsAsked(request)
  if (asked?.pending) {
    // An address that is to be verified first may be somebody else's: nothing of the account is set up before.
    const step = await stepBefore(request, stepName)
    if (step !== null) return toStep(request, step)
    if (asked.factors.any || !(await isRequired(asked.user))) return toStep(request, secondFactorAddress('challenge'))
    return enrol(request, asked)
  }
  return enrolAgain(request, {})
}

const enrolAgain = requireRecentLogin(async (request: HttpRequest): Promise<Response> => {
  const asked = (await whoIsAsked(request))!
  const shown = await shownSecondFactor(request, asked.user)
  if (shown === null && (await isSentTwice(request, asked.user, null))) return asSetUp(request)
  return asked.factors.any ? requireSecondFactor(() => enrol(request, asked))(request, {}) : enrol(request, asked)
})

/** Was this form sent before, and an app set up by it? A program that has lost its codes so is better told that it got none. */
async function isSentTwice(request: HttpRequest, user: AnyUser, secret: Buffer | null): Promise<boolean> {
  return request.method === 'POST' && !wantsJson(request) && (await isSetUp(user, secret))
}

function asSetUp(request: HttpRequest): Response {
  const message = gettext('An app was set up a moment ago. If you have not kept its recovery codes, make new ones.')
  return done(request, { next: secondFactorAddress('overview'), message })
}

async function enrol(request: HttpRequest, asked: Asked): Promise<Response> {
  const { user, pending } = asked
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const next = safeNext(request, sent?.get('next') ?? request.query.get('next'), secondFactorAddress('overview'))
  const kept = sent === null ? null : await keptSecret(request, user)
  const secret = kept ?? (await setupSecret(request, user))
  const form = new EnrolForm({ data: sent })
  const draw = (status = 200) => drawPage(request, { form, secret, user, next, pending, status })
  if (sent === null) return formPage(request, form, draw, secretData(request, user, secret))
  if (!(await form.isValid())) return refused(request, form, draw)
  const wrong = (message: string, code: 'wrong' = 'wrong') =>
    codeRefused(request, form, { ok: false, code, message, wait: 0 }, draw)
  if (kept === null) {
    if (await isSentTwice(request, user, kept)) return asSetUp(request)
    return wrong(gettext('This took too long. Scan the new picture, and enter its code.'))
  }
  if ((await devicesOf(user)).length >= mostDevices) return wrong(gettext('You have enough apps. Remove one first.'))
  const { name, code } = form.cleaned
  const device = await addDevice(user, { name: name || gettext('Authenticator app'), secret, code })
  if (device === null) {
    if (await isSentTwice(request, user, kept)) return asSetUp(request)
    return wrong(
      gettext('This code is not right. Check that the clock of the device is right, and enter the next code.'),
    )
  }
  await forgetSetup(request)
  await recordAuthEvent('secondFactorEnabled', { request, user, data: { method: 'totp', device: device.pk } })
  tellOwner(request, user, 'added')
  const codes = (await recoveryCodesLeft(user)).left === 0 ? await makeRecoveryCodes(user) : null
  const goal = await entered(request, user, { pending, next })
  if (codes !== null) return codesShown(request, { codes, next: goal.next, done: goal.done })
  return goal.done
    ? done(request, { next: goal.next, message: gettext('The app is set up.') })
    : toStep(request, goal.next)
}

/** Somebody who was logging in goes on; somebody who was in has shown a second factor. */
async function entered(
  request: HttpRequest,
  user: AnyUser,
  { pending, next }: { readonly pending: boolean; readonly next: string },
): Promise<{ readonly done: boolean; readonly next: string }> {
  const outcome = pending ? await finishStep(request, stepName, { method: 'totp' }) : ({ done: true, next } as const)
  if (!outcome.done) return { done: false, next: outcome.url }
  if (!pending) await sessionOf(request).cycleKey()
  await showSecondFactor(request, user, 'totp')
  return { done: true, next: outcome.next ?? '/' }
}

function uriOf(request: HttpRequest, user: AnyUser, secret: Buffer): string {
  return otpauthUri(secret, { issuer: settings().issuer ?? request.host, account: user.username })
}

function secretData(request: HttpRequest, user: AnyUser, secret: Buffer): object {
  return { secret: toBase32(secret), uri: uriOf(request, user, secret) }
}

interface Page {
  readonly form: EnrolForm
  readonly secret: Buffer
  readonly user: AnyUser
  readonly next: string
  readonly pending: boolean
  readonly status: number
}

async function drawPage(request: HttpRequest, { form, secret, user, next, pending, status }: Page): Promise<Response> {
  const uri = uriOf(request, user, secret)
  const context = {
    form,
    next,
    pending,
    // In groups of four, as people read it.
    secret: toBase32(secret).replace(/(.{4})(?=.)/g, '$1 '),
    uri,
    qr: await qrSvg(uri, { label: gettext('QR code for your authenticator app') }),
  }
  return accountPage(request, 'second-factor/enrol.html', context, status)
}
