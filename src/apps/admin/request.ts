import { tryUse, use } from '../../base/context/index.ts'
import { appsService, factsService } from '../../base/settings/index.ts'
import { type AnyQuerySet, ormService } from '../../data/orm/index.ts'
import type { ModelInfo, ModelRegistry } from '../../data/query/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { currentTimeZone } from '../../web/i18n/index.ts'
import { type Actor, AnonymousUser, type AnyUser, credentialOf, givenPermissions } from '../auth/index.ts'
import { type Action, mayViewRow, refusals, visibleRows } from './access.ts'
import { adminErrors } from './errors.ts'
import type { ModelAdmin } from './model-admin.ts'
import type { AnyRow } from './registration.ts'
import type { AdminSite, ResolvedSite } from './site.ts'

/** Who works in the admin, in the terms that its pages need. */
interface AdminUser {
  readonly pk: unknown
  readonly name: string
  readonly email: string
  readonly isSuperuser: boolean
}

/** A request to the admin: the site, its models in this project, and where the admin lies. */
export interface AdminRequest {
  readonly request: HttpRequest
  readonly site: AdminSite
  readonly registry: ModelRegistry
  readonly models: ResolvedSite
  /** The path of the admin's front page, percent-encoded: '/admin/'. */
  readonly root: string
  readonly user: AdminUser
  /** The same as a row, whom rules are asked about. */
  readonly actor: Actor
  /** The names of the permissions that the person has; a superuser needs none. */
  readonly given: ReadonlySet<string>
  /** What hooks of the project keep this request from, by model. */
  readonly refused: ReadonlyMap<ModelInfo, ReadonlySet<Action>>
  /** The IANA zone in which times are shown. */
  readonly zone: string
}

/** The request as the admin sees it. `depth` is how many segments of the path come after the admin's root. */
export function adminRequest(request: HttpRequest, site: AdminSite, depth: number): AdminRequest {
  const registry = use(ormService).registry
  return {
    request,
    site,
    registry,
    models: site.resolve(registry, tryUse(appsService) ?? []),
    root: rootOf(request, depth),
    user: nobody,
    actor: new AnonymousUser(),
    given: new Set(),
    refused: new Map(),
    zone: currentTimeZone() ?? site.timeZone ?? tryUse(factsService)?.timeZone ?? 'UTC',
  }
}

const nobody: AdminUser = Object.freeze({ pk: null, name: '', email: '', isSuperuser: false })

/**
 * The admin's root, from the address and how deep the route lies below it: whoever mounted the admin chose the rest,
 * and may have mounted it twice.
 */
function rootOf(request: HttpRequest, depth: number): string {
  const path = request.target.replace(/[?#].*$/s, '')
  const segments = path.split('/')
  return `${segments.slice(0, segments.length - 1 - depth).join('/')}/`
}

/** The user of the request, read from its row; null where nobody is logged in. Throws where no middleware has put one there. */
export async function userOf(request: HttpRequest): Promise<AnyRow | null> {
  const waiting: HttpRequest['user'] | undefined = request.user
  if (waiting === undefined) throw adminErrors.NO_USER()
  const user = await waiting
  // A token that may do less than its user is no way in: the admin asks what the user may.
  if (!user.isAuthenticated || credentialOf(request).abilities !== null) return null
  return user as unknown as AnyRow
}

/** May this person enter the site at all? */
export async function mayComeIn({ site, request }: AdminRequest, row: AnyRow): Promise<boolean> {
  return await site.canEnter(row as unknown as AnyUser, request)
}

/** The request of a person who is logged in: what they may do is read once. */
export async function identified(admin: AdminRequest, row: AnyRow): Promise<AdminRequest> {
  const actor = row as unknown as Actor
  const given = actor.isSuperuser ? admin.given : (await givenPermissions(actor)).all
  const known = { ...admin, user: describeUser(row), actor, given }
  return { ...known, refused: await refusals(known) }
}

/** What the pages say of a user. */
export function describeUser(row: AnyRow): AdminUser {
  const full = [row['firstName'], row['lastName']].filter((part) => typeof part === 'string' && part !== '').join(' ')
  return {
    pk: row['pk'],
    name: full === '' ? String(row['username'] ?? row) : full,
    email: typeof row['email'] === 'string' ? row['email'] : '',
    isSuperuser: row['isSuperuser'] === true,
  }
}

/** A row that the person may see, with its relations to one row loaded, or null. */
export async function readRow(admin: AdminRequest, model: ModelAdmin, key: unknown): Promise<AnyRow | null> {
  const row = await withRelations(model, visibleRows(admin, model).filter({ pk: key })).first()
  return row !== null && (await mayViewRow(admin, model, row)) ? row : null
}

/** Rows with their relations to one row loaded, of which their names may be made. */
export function withRelations({ info }: ModelAdmin, rows: AnyQuerySet): AnyQuerySet {
  const toOne = [...info.relations.values()].filter(({ kind }) => kind === 'foreignKey' || kind === 'oneToOne')
  return toOne.length === 0 ? rows : rows.selectRelated(...toOne.map((relation) => relation.property))
}

// ---- addresses ---------------------------------------------------------------------------------------

/** The list of a model. */
export function listUrl({ root }: AdminRequest, admin: ModelAdmin): string {
  return `${root}${admin.slug}/`
}

/** The empty form of a model. */
export function addUrl({ root }: AdminRequest, admin: ModelAdmin): string {
  return `${root}${admin.slug}/add/`
}

/** A page about one row: its form, or the question before it is deleted. */
export function rowUrl(
  { root }: AdminRequest,
  admin: ModelAdmin,
  key: unknown,
  page: 'change' | 'delete' | 'password' | 'history' | 'look',
): string {
  return `${root}${admin.slug}/${encodeURIComponent(String(key))}/${page}/`
}
