import { tryUse } from '../../../base/context/index.ts'
import { factsService } from '../../../base/settings/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { ngettext } from '../../../web/i18n/index.ts'
import { accountPage, done, formPage, reauthenticated, refused, sentFields, toStep } from '../../accounts/index.ts'
import { type AnyUser, finishStep, safeNext } from '../../auth/index.ts'
import { secondFactorAddress } from '../addresses.ts'
import { askFirst, codeRefused } from '../answers.ts'
import { type Asked, whoIsAsked } from '../asked.ts'
import type { FactorKind } from '../attempts.ts'
import { type CodeOutcome, checkCode } from '../check-code.ts'
import { CodeForm, RecoveryForm } from '../forms.ts'
import { recoveryCodesLeft } from '../recovery-codes.ts'
import { rememberDevice } from '../remembered.ts'
import { isRequired, rememberedDays } from '../settings.ts'
import { showSecondFactor } from '../shown.ts'
import { stepName } from '../step.ts'

/** Asks somebody who is logging in for a second factor, or somebody who is logged in and wants more: for a code of an app, or for a recovery code. */
export function challengePage(kind: FactorKind): (request: HttpRequest) => Promise<Response> {
  return async (request) => {
    const asked = await whoIsAsked(request)
    if (asked === null) return askFirst(request, tryUse(factsService)?.loginUrl ?? '/', 'login')
    const sent = request.method === 'POST' ? await sentFields(request) : null
    const next = safeNext(request, sent?.get('next') ?? request.query.get('next'), '/')
    if (!asked.factors.any) return nothingToShow(request, asked, next)
    const form = kind === 'totp' ? new CodeForm({ data: sent }) : new RecoveryForm({ data: sent as never })
    if (rememberedDays() <= 0 || !asked.pending) form.removeField('remember' as never)
    const draw = (status = 200) => drawPage(request, { asked, kind, form, next, status })
    if (sent === null) return formPage(request, form, draw, { methods: methodsData(request, asked, next) })
    if (!(await form.isValid())) return refused(request, form, draw)
    const { code, remember = false } = form.cleaned as { code: string; remember?: boolean }
    const outcome = await checkCode(request, asked.user, { code, kind })
    if (!outcome.ok) return codeRefused(request, form, outcome, draw)
    const response = await (asked.pending
      ? goOn(request, asked.user, outcome)
      : confirmed(request, asked.user, outcome, next))
    if (remember && outcome.device !== null) rememberDevice(request, response, asked.user, outcome.device)
    return response
  }
}

type Taken = Extract<CodeOutcome, { ok: true }>

/** The step of logging in is taken. */
async function goOn(request: HttpRequest, user: AnyUser, { method }: Taken): Promise<Response> {
  const outcome = await finishStep(request, stepName, { method })
  if (!outcome.done) return toStep(request, outcome.url)
  await showSecondFactor(request, user, method)
  return done(request, { next: outcome.next ?? '/', ...(method === 'recovery-code' && (await fewLeft(user))) })
}

/** Somebody who is logged in has shown more. */
async function confirmed(request: HttpRequest, user: AnyUser, { method }: Taken, next: string): Promise<Response> {
  await reauthenticated(request, user, [method])
  await showSecondFactor(request, user, method)
  return done(request, { next, ...(method === 'recovery-code' && (await fewLeft(user))) })
}

/** What somebody is told who has used a recovery code. */
async function fewLeft(user: AnyUser): Promise<{ readonly message: string; readonly data: object }> {
  const { left } = await recoveryCodesLeft(user)
  const message = ngettext('You have %(count)s recovery code left.', 'You have %(count)s recovery codes left.', left)
  return { message: message.replace('%(count)s', String(left)), data: { recoveryCodesLeft: left } }
}

/** Nothing is set up: whoever must have something sets it up, and others are not asked any more, as where it was reset meanwhile. */
async function nothingToShow(request: HttpRequest, { user, pending }: Asked, next: string): Promise<Response> {
  if (!pending || (await isRequired(user)))
    return toStep(request, secondFactorAddress('enrol', pending ? {} : { next }))
  const outcome = await finishStep(request, stepName)
  return outcome.done ? done(request, { next: outcome.next ?? '/' }) : toStep(request, outcome.url)
}

interface Page {
  readonly asked: Asked
  readonly kind: FactorKind
  readonly form: CodeForm | RecoveryForm
  readonly next: string
  readonly status: number
}

async function drawPage(request: HttpRequest, { asked, kind, form, next, status }: Page): Promise<Response> {
  const query = asked.pending ? {} : { next }
  const { left } = await recoveryCodesLeft(asked.user)
  const context = {
    form,
    next,
    pending: asked.pending,
    codes: asked.factors.codes,
    days: rememberedDays(),
    methods: methodsData(request, asked, next),
    recoveryUrl: kind === 'totp' && left > 0 ? secondFactorAddress('recovery', query) : null,
    challengeUrl: kind === 'recovery' ? secondFactorAddress('challenge', query) : null,
  }
  const template = kind === 'totp' ? 'second-factor/challenge.html' : 'second-factor/recovery.html'
  return accountPage(request, template, context, status)
}

function methodsData(request: HttpRequest, { factors, pending }: Asked, next: string): readonly object[] {
  return factors.methods.map((method) => {
    const url = method.url(request)
    // Of somebody who is logging in the session knows where they wanted to go.
    const back = pending ? '' : `${url.includes('?') ? '&' : '?'}${new URLSearchParams({ next })}`
    return { name: method.name, label: method.label(), url: url + back }
  })
}
