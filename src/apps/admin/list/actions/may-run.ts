import { type AnyQuerySet, untyped } from '../../../../data/orm/index.ts'
import { allowedOf, permissionFor, ruledActions } from '../../../auth/index.ts'
import {
  isUserModel,
  lastSuperusers,
  mayAdd,
  mayChange,
  mayChangeRow,
  mayDelete,
  mayDeleteRow,
  mayView,
  mayViewRow,
} from '../../access.ts'
import type { ModelAdmin } from '../../model-admin.ts'
import type { AnyRow } from '../../registration.ts'
import { type AdminRequest, withRelations } from '../../request.ts'
import type { ModelAction } from './declared.ts'

/** How many rows are asked about one by one, where no query can tell. */
const mostAsked = 1000

/** The actions that this person is offered: above the list, or on the page of one row. */
export function offeredActions(admin: AdminRequest, model: ModelAdmin, place: 'list' | 'row'): ModelAction[] {
  return model.actions.filter(
    ({ onRow = false, ...action }) =>
      (place === 'list' ? onRow !== 'only' : onRow !== false) && mayRun(admin, model, action),
  )
}

/** Has this person every permission that the action needs, for some row at least? */
export function mayRun(admin: AdminRequest, model: ModelAdmin, action: Pick<ModelAction, 'permissions'>): boolean {
  return action.permissions.every((permission) => {
    if (permission === 'view') return mayView(admin, model)
    if (permission === 'add') return mayAdd(admin, model)
    if (permission === 'change') return mayChange(admin, model)
    if (permission === 'delete') return mayDelete(admin, model)
    return admin.user.isSuperuser || admin.given.has(permissionFor(model.info, permission))
  })
}

/** The rows out of `rows` to which this person may do what the action does; null where so many cannot be told apart. */
export async function runnableRows(
  admin: AdminRequest,
  model: ModelAdmin,
  action: Pick<ModelAction, 'permissions'>,
  rows: AnyQuerySet,
): Promise<{ readonly rows: AnyQuerySet } | null> {
  let narrowed = rows
  for (const permission of action.permissions) {
    const rule = admin.user.isSuperuser ? undefined : ruleFor(model, permission)
    if (rule !== undefined)
      narrowed = narrowed.filter({ pk__in: allowedOf(admin.actor, model.info, rule).orderBy().values('pk') })
  }
  if (action.permissions.includes('delete') && isUserModel(model)) {
    const stay = await lastSuperusers(untyped(model.info).all(), narrowed)
    if (stay.length > 0) narrowed = narrowed.exclude({ pk__in: stay })
  }
  const ask = ['view', ...action.permissions].filter((permission) => isAskedOfEach(admin, model, permission))
  if (ask.length === 0) return { rows: narrowed }
  const found = await withRelations(model, narrowed)
    .orderBy('pk')
    .slice(0, mostAsked + 1)
  if (found.length > mostAsked) return null
  const keys: unknown[] = []
  for (const row of found) {
    const answers = await Promise.all(ask.map((permission) => isAllowed(admin, model, permission, row)))
    if (answers.every(Boolean)) keys.push(row['pk'])
  }
  return { rows: keys.length === found.length ? narrowed : narrowed.filter({ pk__in: keys }) }
}

/** The action that a rule of the model is about: it may be called 'publish' where the permission is 'publish_book'. */
function ruleFor({ info }: ModelAdmin, permission: string): string | undefined {
  const short = permission.replace(new RegExp(`_${info.name.toLowerCase()}$`), '')
  return ruledActions(info).find((action) => action === permission || action === short)
}

function isAllowed(admin: AdminRequest, model: ModelAdmin, permission: string, row: AnyRow): Promise<boolean> {
  if (permission === 'view') return mayViewRow(admin, model, row)
  return permission === 'delete' ? mayDeleteRow(admin, model, row) : mayChangeRow(admin, model, row)
}

/** Where more than rules decide: the reach of an account, or a function of the project. */
function isAskedOfEach(admin: AdminRequest, model: ModelAdmin, permission: string): boolean {
  const { hooks } = model.options
  const hook = { view: hooks?.canView, change: hooks?.canChange, delete: hooks?.canDelete }[permission]
  if (hook !== undefined) return true
  const writes = permission === 'change' || permission === 'delete'
  return writes && !admin.user.isSuperuser && (isUserModel(model) || model.accountOf !== null)
}

/** The actions that this person may run for this row, for the buttons on its page. */
export async function rowActions(admin: AdminRequest, model: ModelAdmin, row: AnyRow): Promise<ModelAction[]> {
  const offered = offeredActions(admin, model, 'row')
  if (offered.length === 0) return []
  const [change, remove] = await Promise.all([mayChangeRow(admin, model, row), mayDeleteRow(admin, model, row)])
  return offered.filter(
    ({ permissions }) => (change || !permissions.includes('change')) && (remove || !permissions.includes('delete')),
  )
}
