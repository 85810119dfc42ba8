import { didYouMean } from '../../../base/errors/index.ts'
import { isSaved, rowInfo, rowsOfResult } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { authErrors } from '../errors.ts'
import { hasPermission } from '../permissions/ask.ts'
import { declaredPermissions, permissionFor } from '../permissions/names.ts'
import { type Actor, allowedOf } from './allowed.ts'
import { ruledActions, rulesFor } from './book.ts'

/** Rows of one result that are asked about with one query. */
const together = 500

/** What was found out, by user, by result, and by action. */
const answers = new WeakMap<object, WeakMap<object, Map<string, Promise<Answers>>>>()

interface Answers {
  readonly asked: ReadonlySet<string>
  readonly allowed: ReadonlySet<string>
}

/**
 * May the user do this to this row? Rows that were read together are answered for together, with one query, and the answer is kept
 * for the user's row: it is as old as that. Without a row: has the user the permission itself? Throws
 * `NUAGES_AUTH_UNKNOWN_PERMISSION` where the row's model has neither such a permission nor such a rule.
 */
export async function can(user: Actor, permission: string, row?: object): Promise<boolean> {
  if (row === undefined) return hasPermission(user, permission)
  const info = rowInfo(row)
  return canAct(user, info, actionOf(info, permission), row)
}

/** The same by the action alone. */
export async function canAct(user: Actor, info: ModelInfo, action: string, row: object): Promise<boolean> {
  if (!user.isAnonymous && !user.isActive) return false
  if (user.isSuperuser) return true
  if (rulesFor(info, action).length === 0) {
    return hasPermission(user, permissionFor(info, action))
  }
  if (!isSaved(row)) return false
  const key = String((row as { pk: unknown }).pk)
  const rows = rowsOfResult(row)
  const at = Math.floor(Math.max(rows.indexOf(row), 0) / together)
  const slot = `${at} ${action}`
  const ofUser = kept(answers, user, () => new WeakMap<object, Map<string, Promise<Answers>>>())
  const ofResult = kept(ofUser, rows, () => new Map<string, Promise<Answers>>())
  const begin = (): Promise<Answers> => {
    const part = rows.slice(at * together, (at + 1) * together).filter(isSaved)
    const asking = ask(user, info, action, part.includes(row) ? part : [...part, row])
    ofResult.set(slot, asking)
    asking.catch(() => ofResult.delete(slot))
    return asking
  }
  let known = await (ofResult.get(slot) ?? begin())
  if (!known.asked.has(key)) known = await begin()
  return known.allowed.has(key)
}

async function ask(user: Actor, info: ModelInfo, action: string, rows: readonly object[]): Promise<Answers> {
  const keys = rows.map((row) => (row as { pk: unknown }).pk)
  const found = await allowedOf(user, info, action).filter({ pk__in: keys }).orderBy().values('pk')
  return { asked: new Set(keys.map(String)), allowed: new Set(found.map((row) => String(row['pk']))) }
}

function kept<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}

/** The action of a model that a permission's name means: 'news.change_article' → 'change'. */
export function actionOf(info: ModelInfo, permission: string): string {
  const at = permission.indexOf('.')
  const [app, codename] = [permission.slice(0, at), permission.slice(at + 1)]
  const ending = `_${info.name.toLowerCase()}`
  const action = codename.endsWith(ending) ? codename.slice(0, -ending.length) : codename
  const known = declaredPermissions(info).map((each) => each.codename)
  const ruled = ruledActions(info)
  if (app === info.app) {
    if (ruled.includes(codename)) return codename
    if (ruled.includes(action)) return action
    if (known.includes(codename)) return info.permissions.some((each) => each.codename === codename) ? codename : action
  }
  const names = [...known, ...ruled.map((each) => `${each}${ending}`)].map((each) => `${info.app}.${each}`)
  throw authErrors.UNKNOWN_PERMISSION({ permission, of: info.label, hint: didYouMean(permission, names) })
}
