import { use } from '../../../base/context/index.ts'
import { type KeyedModel, type ModelClass, ormService, type Row, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { type HttpRequest, httpErrors, type View } from '../../../web/http/index.ts'
import type { RequestUser } from '../augment.ts'
import { authErrors } from '../errors.ts'
import { credentialOf } from '../identity/credential.ts'
import { permissionFor } from '../permissions/names.ts'
import { abilitiesInclude } from '../permissions/request-can.ts'
import { askToLogIn, type RequireOptions } from '../require.ts'
import { allowedOf } from './allowed.ts'

export interface RequireRuleOptions extends RequireOptions {
  /** The parameter of the route that names the row. Default: 'id'. */
  readonly param?: string
  /** The path that it is held against: 'slug'. Default: 'pk'. */
  readonly by?: string
  /** Relations to one row that are read along. */
  readonly selectRelated?: readonly string[]
  /**
   * The answer for a row that is there and not the user's to use: 404, as if it were not there, or 403. Left out: 403 where the user may
   * view the row, else 404, so that nobody learns of rows that they may not see.
   */
  readonly refuse?: 403 | 404
}

/**
 * A view about a row that the user may do something to, which it is given:
 * `path('<int:id>/edit/', requireRule(Article, 'change', (request, { id }: { id: number }, article) => …))`. The row is read through the rules of its
 * model, or all rows with the permission where it has none. Who is not logged in and may not is sent to log in, whether the row is
 * there or not. A token's abilities have to name the permission ('news.change_article'). Throws `NUAGES_AUTH_RULE_WITHOUT_PARAMETER`.
 */
export function requireRule<M extends KeyedModel, P>(
  model: ModelClass<M>,
  action: string,
  view: (request: HttpRequest, params: P, row: Row<M>) => Response | Promise<Response>,
  options: RequireRuleOptions = {},
): View<P> {
  const { param = 'id', by = 'pk', selectRelated = [], refuse } = options
  return async (request, params) => {
    const info = use(ormService).registry.of(model as never)
    const user: RequestUser = await request.user
    const { abilities } = credentialOf(request)
    const lookup = lookupOf(info, by, parameterOf(params, param, `requireRule(${info.name}, '${action}')`))
    const find = (wanted: string) =>
      abilitiesInclude(abilities, permissionFor(info, wanted)) && lookup !== null
        ? allowedOf(user, info, wanted).filter(lookup)
        : null
    const rows = find(action)
    const related = selectRelated.length === 0 ? rows : (rows?.selectRelated(...selectRelated) ?? null)
    const row = (await related?.first()) ?? null
    if (row !== null) return view(request, params, row as never)
    if (!user.isAuthenticated) return askToLogIn(request, options)
    if (await isTold()) throw httpErrors.FORBIDDEN({ what: request.path })
    throw httpErrors.NOT_FOUND({ what: request.path })

    /** Whether the user may learn that the row is there. */
    async function isTold(): Promise<boolean> {
      if (refuse === 404 || lookup === null) return false
      if (refuse === 403) return untyped(info).filter(lookup).exists()
      return action !== 'view' && ((await find('view')?.exists()) ?? false)
    }
  }
}

/** The parameter: without it every row would be 404. */
function parameterOf(params: unknown, param: string, view: string): unknown {
  const given = (params ?? {}) as Readonly<Record<string, unknown>>
  if (Object.hasOwn(given, param) && given[param] !== undefined) return given[param]
  throw authErrors.RULE_WITHOUT_PARAMETER({ view, param, known: Object.keys(given) })
}

/** The lookup that a parameter means; null where no row can have such a value. */
function lookupOf(info: ModelInfo, by: string, value: unknown): Readonly<Record<string, unknown>> | null {
  const field = info.column(by)?.field
  if (field === undefined) return { [by]: value }
  try {
    return { [by]: field.clean(String(value)) }
  } catch {
    return null
  }
}
