import { ValidationError } from '../../../base/schema/index.ts'
import { atomic, ProtectedError, RestrictedError, relatedObjects } from '../../../data/orm/index.ts'
import { type HttpRequest, httpErrors } from '../../../web/http/index.ts'
import { gettext } from '../../../web/i18n/index.ts'
import { type AnyUser, recordAuthEvent, userOf } from '../../auth/index.ts'
import { sessionOf } from '../../sessions/index.ts'
import { tryAccountAddress } from '../addresses.ts'
import { DeleteForm } from '../forms/delete.ts'
import { done, refused, sentFields } from '../json.ts'
import { accountPage, formPage } from '../page.ts'
import { endSessions } from '../sessions/end.ts'
import { accountsSettings } from '../settings.ts'

/** What goes with the account, by name; tables that the user never sees are left out. */
async function whatGoes(user: AnyUser): Promise<readonly { name: string; count: number }[]> {
  const found: { name: string; count: number }[] = []
  for (const { model, rows, onDelete } of await relatedObjects(user)) {
    if (onDelete !== 'cascade' || model.automatic || hidden.has(model.app)) continue
    if (rows.length > 0) found.push({ name: String(model.verboseNamePlural), count: rows.length })
  }
  return found
}
const hidden: ReadonlySet<string> = new Set(['accounts', 'admin', 'sessions'])

/** Deletes one's own account, or makes it inactive, as the project says: for who has shown a moment ago who they are. */
export async function deletePage(request: HttpRequest): Promise<Response> {
  const { deletion, beforeDeletion, redirects, forms } = accountsSettings()
  if (deletion === false) throw httpErrors.NOT_FOUND({ what: request.path })
  const user = await userOf(request)
  const sent = request.method === 'POST' ? await sentFields(request) : null
  const form = new (forms?.delete ?? DeleteForm)({ request, user, data: sent })
  const goes = deletion === 'delete' ? await whatGoes(user) : []
  const draw = (status = 200) => accountPage(request, 'accounts/delete.html', { form, goes, deletion }, status)
  if (sent === null) return formPage(request, form, draw, { goes })
  if (!(await form.isValid())) return refused(request, form, draw)
  try {
    await atomic(async () => {
      await beforeDeletion?.(user, request)
      const { username } = user
      await recordAuthEvent('accountDeleted', { request, user, username, data: { deletion } })
      await endSessions(user)
      await (deletion === 'delete' ? user.delete() : deactivate(user))
    })
  } catch (error) {
    if (error instanceof ValidationError) form.addError(null, error)
    else if (error instanceof ProtectedError || error instanceof RestrictedError)
      form.addError(
        null,
        gettext('Something that must stay depends on this account. Ask those who run the site.'),
        'protected',
      )
    else throw error
    return refused(request, form, draw)
  }
  await sessionOf(request).flush()
  const message = deletion === 'delete' ? gettext('Your account is deleted.') : gettext('Your account is closed.')
  return done(request, { next: redirects?.delete ?? tryAccountAddress('login') ?? '/', message })
}

async function deactivate(user: AnyUser): Promise<void> {
  user.isActive = false
  await user.save({ fields: ['isActive'] })
}
