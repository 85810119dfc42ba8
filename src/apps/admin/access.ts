import { type AnyQuerySet, untyped } from '../../data/orm/index.ts'
import type { ModelInfo } from '../../data/query/index.ts'
import { gettext } from '../../web/i18n/index.ts'
import {
  AbstractUser,
  allowedOf,
  ContentType,
  canAct,
  grantedPermissions,
  Permission,
  permissionFor,
  ruledActions,
} from '../auth/index.ts'
import type { ModelAdmin } from './model-admin.ts'
import type { AdminHooks } from './options/hooks.ts'
import type { AnyRow } from './registration.ts'
import type { AdminRequest } from './request.ts'

/*
 * Who may do what. A member of staff needs the permission for a model ('shop.change_book'), as in Django; where the model has rules, they
 * narrow its rows, and never widen what the permission opens; so do the hooks of a registration. Whoever may change users is not thereby allowed to become a
 * superuser: nobody works on the account of somebody who may do more than they may themselves.
 */

/** What one may do to rows of a model. */
export type Action = 'view' | 'add' | 'change' | 'delete'

/** True for a model of people who log in: its rows have a password. */
export function isUserModel({ info }: { readonly info: ModelInfo }): boolean {
  return info.model.prototype instanceof AbstractUser
}

/** Is it this model, or a proxy of it, which has its rows under another name? */
export function isOrStandsFor({ info }: { readonly info: ModelInfo }, model: object): boolean {
  for (let each: object | null = info.model; each !== null; each = Object.getPrototypeOf(each) as object | null)
    if (each === model) return true
  return false
}

/** Models whose rows say what permissions there are: writing them is for superusers alone. */
const saysWhatThereIs: readonly object[] = [Permission, ContentType]

function has({ user, given }: AdminRequest, model: ModelAdmin, action: Action): boolean {
  const { info } = model
  if (user.isSuperuser) return true
  if (action !== 'view' && saysWhatThereIs.some((each) => isOrStandsFor(model, each))) return false
  return given.has(permissionFor(info, action))
}

/** May see the list and the rows of a model: who may view or change them. */
export function mayView(admin: AdminRequest, model: ModelAdmin): boolean {
  return (has(admin, model, 'view') || has(admin, model, 'change')) && !isRefused(admin, model, 'view')
}

/** Has something to do with a model: may see its rows, or add some without seeing any. */
export function mayEnter(admin: AdminRequest, model: ModelAdmin): boolean {
  return mayView(admin, model) || mayAdd(admin, model)
}

export function mayAdd(admin: AdminRequest, model: ModelAdmin): boolean {
  return model.canAdd && has(admin, model, 'add') && !isRefused(admin, model, 'add')
}

export function mayChange(admin: AdminRequest, model: ModelAdmin): boolean {
  return model.canChange && has(admin, model, 'change') && !isRefused(admin, model, 'change')
}

export function mayDelete(admin: AdminRequest, model: ModelAdmin): boolean {
  return model.canDelete && has(admin, model, 'delete') && !isRefused(admin, model, 'delete')
}

/** What a hook of the project keeps this request from, for every row of the model: `refusals` has asked it. */
export function isRefused({ refused }: AdminRequest, { info }: ModelAdmin, action: Action): boolean {
  return refused.get(info)?.has(action) ?? false
}

/** What the hooks of the site's models keep this request from, asked once. */
export async function refusals(admin: AdminRequest): Promise<AdminRequest['refused']> {
  const { request } = admin
  const refused = new Map<ModelInfo, ReadonlySet<Action>>()
  const ask = async ({ info, options: { hooks } }: ModelAdmin): Promise<void> => {
    if (hooks === undefined) return
    const answers: readonly (readonly [Action, boolean])[] = await Promise.all([
      Promise.resolve(hooks.canView?.(request, null)).then((may) => ['view', may === false] as const),
      Promise.resolve(hooks.canAdd?.(request)).then((may) => ['add', may === false] as const),
      Promise.resolve(hooks.canChange?.(request, null)).then((may) => ['change', may === false] as const),
      Promise.resolve(hooks.canDelete?.(request, null)).then((may) => ['delete', may === false] as const),
    ])
    const no = answers.filter(([, kept]) => kept).map(([action]) => action)
    if (no.length > 0) refused.set(info, new Set(no))
  }
  await Promise.all(admin.models.groups.flatMap(({ models }) => models.map(ask)))
  return refused
}

/** True where rules or a hook say which rows of a model this person sees. */
export function isRuled(admin: AdminRequest, { info }: Pick<ModelAdmin, 'info'>): boolean {
  return hasRules(admin, info) || rowsHook(admin, info) !== undefined
}

function hasRules({ user }: AdminRequest, info: ModelInfo): boolean {
  return !user.isSuperuser && ruledActions(info).some((action) => action === 'view' || action === 'change')
}

function rowsHook({ models }: AdminRequest, info: ModelInfo): AdminHooks['rows'] {
  return models.of(info)?.options.hooks?.rows
}

/** The rows of a model that this person sees. */
export function visibleRows(admin: AdminRequest, model: ModelAdmin): AnyQuerySet {
  return rowsFor(
    admin,
    model.info,
    (['view', 'change'] as const).filter((action) => has(admin, model, action)),
  )
}

/** The rows of any model that this person may come across: a relation offers them, whether or not their model has pages here. */
export function knownRows(admin: AdminRequest, info: ModelInfo): AnyQuerySet {
  return rowsFor(admin, info, ['view', 'change'])
}

function rowsFor(admin: AdminRequest, info: ModelInfo, actions: readonly Action[]): AnyQuerySet {
  const ruled = hasRules(admin, info)
  const rows = ruled ? allowedOf(admin.actor, info, ...actions) : untyped(info).all()
  const hook = rowsHook(admin, info)
  if (hook === undefined) return rows
  const chosen = hook(rows, admin.request)
  // It may narrow and not widen: a hook that begins with all rows gives no more than the rules do.
  return ruled ? rows.filter({ pk__in: chosen.orderBy().values('pk') }) : chosen
}

/** May open the pages of this row: a hook of the project may keep single rows back. */
export async function mayViewRow({ request }: AdminRequest, { options }: ModelAdmin, row: AnyRow): Promise<boolean> {
  return (await options.hooks?.canView?.(request, row)) !== false
}

/** May change this row. */
export async function mayChangeRow(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<boolean> {
  return mayChange(admin, model) && (await mayDo(admin, model, 'change', row))
}

/** Is this user the only superuser who can log in? */
export async function isLastSuperuser(row: AnyRow): Promise<boolean> {
  // A form puts what it was sent into its row: the stored one tells.
  const all = untyped(row.constructor as never)
  return (await lastSuperusers(all, all.filter({ pk: row.pk }))).length > 0
}

/** The keys of those users in `rows`, out of `all`, without whom no superuser could log in: none where others can. */
export async function lastSuperusers(all: AnyQuerySet, rows: AnyQuerySet): Promise<readonly unknown[]> {
  const able = { isSuperuser: true, isActive: true }
  const keys = (await rows.filter(able).orderBy().valuesList('pk', { flat: true })) as readonly unknown[]
  if (keys.length === 0) return []
  return (await all.filter(able).exclude({ pk__in: keys }).exists()) ? [] : keys
}

/** Why that row stays as it is. */
export function lastSuperuser(): string {
  return gettext('This is the last superuser who can log in. Make somebody else one first.')
}

/** May delete this row. */
export async function mayDeleteRow(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<boolean> {
  if (isUserModel(model) && (await isLastSuperuser(row))) return false
  return mayDelete(admin, model) && (await mayDo(admin, model, 'delete', row))
}

async function mayDo(
  admin: AdminRequest,
  model: ModelAdmin,
  action: 'change' | 'delete',
  row: AnyRow,
): Promise<boolean> {
  const { canChange, canDelete } = model.options.hooks ?? {}
  return (
    (await canAct(admin.actor, model.info, action, row)) &&
    (await isWithinReach(admin, model, row)) &&
    (await (action === 'change' ? canChange : canDelete)?.(admin.request, row)) !== false
  )
}

/** The user whose account the row is part of. */
async function ownerOf({ accountOf, info }: ModelAdmin, row: AnyRow): Promise<AnyRow | null> {
  const far = accountOf === null ? undefined : info.relations.get(accountOf)?.to
  if (accountOf === null || far === undefined) return null
  const { pk } = row[accountOf] as { readonly pk: unknown }
  return await untyped(far).filter({ pk }).first()
}

/** Whether somebody's account gives nothing that this person does not have: a new password would be the way to it. */
async function isWithinReach(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<boolean> {
  if (admin.user.isSuperuser) return true
  const user = isUserModel(model) ? row : await ownerOf(model, row)
  if (user === null) return true
  if (user['isSuperuser'] === true) return false
  const theirs = await grantedPermissions(user)
  return [...theirs.all].every((name) => admin.given.has(name))
}
