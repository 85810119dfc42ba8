import { use } from '../../../base/context/index.ts'
import { ormService } from '../../../data/orm/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import type { RequestUser } from '../augment.ts'
import { declaredPermissions } from './names.ts'

/**
 * `perms` in templates: `{% if perms.news.change_article %}`, `{% if perms.news %}`, `{% if 'news.change_article' in perms %}`. Read when a
 * template asks for it. Semantics: Django's `auth` context processor.
 */
export function permissionVariables(request: unknown): Readonly<Record<string, unknown>> {
  const { user } = (request ?? {}) as Partial<HttpRequest>
  return user === undefined ? {} : { perms: () => table(user) }
}

async function table(waiting: Promise<RequestUser>): Promise<Readonly<Record<string, unknown>>> {
  const user = await waiting
  const names = new Set(await user.permissions())
  if (user.isSuperuser && user.isActive)
    for (const info of use(ormService).registry.models)
      for (const { codename } of declaredPermissions(info)) names.add(`${info.app}.${codename}`)
  const found: Record<string, unknown> = {}
  for (const name of names) {
    const [app, codename] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)]
    const ofApp = (Object.hasOwn(found, app) ? found[app] : (found[app] = {})) as Record<string, boolean>
    Object.defineProperty(ofApp, codename, { value: true, enumerable: true })
    Object.defineProperty(found, name, { value: true, enumerable: true })
  }
  return found
}
