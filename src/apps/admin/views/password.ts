import { ValidationError } from '../../../base/schema/index.ts'
import { atomic } from '../../../data/orm/index.ts'
import { type HttpRequest, redirect } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import {
  type AnyUser,
  heldBack,
  loginRefusal,
  recordAuthEvent,
  throttledAuthenticate,
  updateSessionAuthHash,
  validatePassword,
} from '../../auth/index.ts'
import { Form, input } from '../../forms/index.ts'
import { tryMessages } from '../../messages/index.ts'
import { isUserModel, mayChange, mayChangeRow } from '../access.ts'
import { fill } from '../format.ts'
import { keyFrom } from '../keys.ts'
import { change, logAction } from '../log.ts'
import type { ModelAdmin } from '../model-admin.ts'
import { actionFlags } from '../models.ts'
import { type Crumb, page } from '../page.ts'
import type { AnyRow } from '../registration.ts'
import { type AdminRequest, listUrl, readRow, rowUrl, userOf } from '../request.ts'
import { forbidden, noSuchPage, noSuchRow } from './stop.ts'

/** A new password, twice, held against the rules; of one's own account the current one too. */
class PasswordForm extends Form {
  current = input.password({ label: gettext('Current password'), required: false, autocomplete: 'current-password' })
  password = input.password({ label: gettext('New password'), autocomplete: 'new-password' })
  again = input.password({ label: gettext('New password again'), autocomplete: 'new-password' })

  /** Refuses what does not fit `user`; whose own it is shows the current one, and may guess it no more often than on the log-in page. */
  async check(request: HttpRequest, user: AnyUser, own: boolean): Promise<boolean> {
    if (!(await this.isValid())) return false
    const { current, password, again } = this.cleaned
    if (own) await this.#checkCurrent(request, user, current ?? '')
    if (password !== again) this.addError('again', gettext('The two passwords are not the same.'))
    try {
      await validatePassword(password, user.toJSON())
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error
      this.addError('password', error)
    }
    return Object.keys(this.errors).length === 0
  }

  async #checkCurrent(request: HttpRequest, user: AnyUser, password: string): Promise<void> {
    try {
      const found = await throttledAuthenticate(request, { username: user.username, password })
      if (found !== null && String(found.pk) === String(user.pk)) return
      this.addError('current', gettext('This is not your current password.'))
    } catch (error) {
      this.addError('current', heldBack(this, error))
    }
  }
}

/** Is it the row of whoever works here? */
function isSelf({ actor }: AdminRequest, row: AnyRow): boolean {
  return row.constructor === actor.constructor && String(row.pk) === String(actor.pk)
}

/** Sets the password of a user: of nobody who may do more than whoever sets it. */
export async function passwordView(admin: AdminRequest, model: ModelAdmin, { id }: { id: string }): Promise<Response> {
  if (!isUserModel(model)) return noSuchPage(admin)
  if (!mayChange(admin, model)) return forbidden(admin, model, 'change')
  const key = keyFrom(model, id)
  const row = key === undefined ? null : await readRow(admin, model, key)
  if (row === null) return noSuchRow(admin, model, id)
  if (!(await mayChangeRow(admin, model, row))) return forbidden(admin, model, 'change', row)
  // One's own asks for the current one: a browser that was left open is not enough for a new password.
  if (isSelf(admin, row)) return redirect(`${admin.root}password/`)
  const back = rowUrl(admin, model, row.pk, 'change')
  const crumbs = [
    { label: model.title, url: listUrl(admin, model) },
    { label: String(row), url: back },
    { label: gettext('Password'), url: null },
  ]
  return setPassword(admin, {
    row,
    model,
    back,
    crumbs,
    own: false,
    title: fill(gettext('Set the password of %(name)s'), { name: String(row) }),
  })
}

/** Sets one's own password. */
export async function ownPasswordView(admin: AdminRequest): Promise<Response> {
  const row = (await userOf(admin.request))!
  const model = admin.models.of(admin.registry.of(row.constructor as never))
  const crumbs = [{ label: gettext('Password'), url: null }]
  return setPassword(admin, { row, model, back: admin.root, crumbs, own: true, title: gettext('Change your password') })
}

interface PasswordPage {
  readonly row: AnyRow
  readonly model: ModelAdmin | undefined
  readonly back: string
  readonly crumbs: readonly Crumb[]
  readonly own: boolean
  readonly title: string
}

async function setPassword(admin: AdminRequest, asked: PasswordPage): Promise<Response> {
  const { row, model, back, crumbs, own, title } = asked
  const user = row as unknown as AnyUser
  const posted = admin.request.method === 'POST'
  const form = new PasswordForm({ data: posted ? await admin.request.form() : null })
  if (posted && (await form.check(admin.request, user, own))) {
    await atomic(async () => {
      await user.setPassword(form.cleaned.password)
      await user.save({ fields: ['password'] })
      if (model !== undefined) await logAction(admin, model, row, actionFlags.changed, change(model, ['password']))
    })
    const self = isSelf(admin, row)
    if (self) await updateSessionAuthHash(admin.request, user)
    await recordAuthEvent('passwordChanged', {
      request: admin.request,
      user,
      ...(!self && { actor: admin.user }),
      data: { by: 'admin' },
    })
    tryMessages(admin.request)?.success(
      self
        ? gettext('Your password is changed.')
        : fill(gettext('The password of %(name)s is set.'), { name: String(row) }),
    )
    return redirect(back, { status: 303 })
  }
  const { status, headers } = loginRefusal(form)
  const fields = own ? [form.current, form.password, form.again] : [form.password, form.again]
  const response = await page(admin, 'password.html', {
    title,
    crumbs,
    ...(model === undefined || own ? {} : { model }),
    status: posted ? status : 200,
    context: {
      title,
      username: String(row),
      fields,
      back,
      action: own ? gettext('Change password') : gettext('Set password'),
    },
  })
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}
