import { use } from '../../../base/context/index.ts'
import {
  type AnyQuerySet,
  Exists,
  type KeyedModel,
  type ModelClass,
  ormService,
  Q,
  type QuerySet,
  rowInfo,
  untyped,
} from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { authErrors } from '../errors.ts'
import { knownPermissions } from '../permissions/load.ts'
import { permissionFor } from '../permissions/names.ts'
import { rulesFor } from './book.ts'
import type { RuleDeclaration } from './rule.ts'

/** Whoever a rule is asked about: a user's row, or nobody in particular. */
export interface Actor {
  readonly pk: unknown
  readonly isAnonymous: boolean
  readonly isActive: boolean
  readonly isSuperuser: boolean
}

/** A condition on rows: of all, of none, or a `Q`. */
type Answer = boolean | ReturnType<typeof Q>

/**
 * The rows of a model that a user may do something to. It reads nothing by itself: the permission that a model without rules asks
 * for is part of the query, unless it is known already.
 */
export function allowedRows<M extends KeyedModel>(user: Actor, model: ModelClass<M>, action: string): QuerySet<M> {
  const info = use(ormService).registry.of(model as never)
  return allowedOf(user, info, action) as unknown as QuerySet<M>
}

/**
 * Narrows a queryset to the rows that a user may do something to, whatever it selects and loads:
 * `allowedAmong(Article.filter({ status: 'live' }).selectRelated('section'), user, 'view')`.
 */
export function allowedAmong<Q extends { readonly ordered: boolean }>(rows: Q, user: Actor, action: string): Q {
  const narrowed = rows as unknown as AnyQuerySet & { readonly model: ModelInfo['model'] }
  const answer = answerFor(user, use(ormService).registry.of(narrowed.model), action)
  if (answer === true) return rows
  return (answer === false ? narrowed.none() : narrowed.filter(answer)) as unknown as Q
}

/** The same for code that does not know the model. */
export function allowedOf(user: Actor, info: ModelInfo, ...actions: readonly string[]): AnyQuerySet {
  const rows = untyped(info)
  let answer: Answer = false
  for (const action of actions) answer = either(answer, answerFor(user, info, action))
  return answer === true ? rows.all() : answer === false ? rows.none() : rows.filter(answer)
}

function either(one: Answer, other: Answer): Answer {
  if (one === true || other === true) return true
  if (one === false) return other
  return other === false ? one : one.or(other)
}

function answerFor(user: Actor, info: ModelInfo, action: string): Answer {
  if (!user.isAnonymous && !user.isActive) return false
  if (user.isSuperuser) return true
  const rules = rulesFor(info, action)
  if (rules.length === 0) return permitted(user, permissionFor(info, action))
  let answer: Answer = false
  for (const rule of rules) answer = either(answer, answerOf(rule, user, info, action))
  return answer
}

function answerOf(rule: RuleDeclaration, user: Actor, info: ModelInfo, action: string): Answer {
  const { modelPermission, anonymous = false } = rule.options
  if (user.isAnonymous && !anonymous) return false
  const given = modelPermission === undefined ? false : permitted(user, permissionFor(info, action))
  if (modelPermission === 'required' && given === false) return false
  if (modelPermission === 'enough' && given === true) return true
  const rows = Q({ pk__in: ruledRows(rule, user, info) })
  if (modelPermission === 'required' && given !== true) return rows.and(given as object as never)
  return modelPermission === 'enough' ? either(rows, given) : rows
}

/**
 * The keys of a rule's rows. The rule always begins with every row, never with the caller's, so that a slice or an order in it means
 * the same whoever asks; as a subquery it gives each row once, whatever it joins.
 */
function ruledRows({ define, model, action }: RuleDeclaration, user: Actor, info: ModelInfo): AnyQuerySet<unknown> {
  const rows: unknown = define(user as never, untyped(info.concrete).all() as never)
  if (!isQuerySet(rows) || use(ormService).registry.of(rows.model).concrete !== info.concrete)
    throw authErrors.RULE_GAVE({ model: model.name, action })
  return rows.values('pk')
}

function isQuerySet(value: unknown): value is AnyQuerySet & { readonly model: ModelInfo['model'] } {
  return typeof value === 'object' && value !== null && 'filter' in value && 'values' in value && 'model' in value
}

/** Whether a user has a permission: known, or to be found out by the query. */
function permitted(user: Actor, permission: string): Answer {
  if (user.isAnonymous) return false
  const known = knownPermissions(user)
  if (known !== null) return known.all.has(permission)
  const at = permission.indexOf('.')
  const permissions = untyped(use(ormService).registry.byLabel('auth.permission')!)
    .filter({ contentType__appLabel: permission.slice(0, at), codename: permission.slice(at + 1) })
    .orderBy()
    .values('pk')
  const having = (relation: string) =>
    Exists(untyped(rowInfo(user)).filter({ pk: user.pk, [`${relation}__in`]: permissions }) as never) as never
  return Q(having('userPermissions')).or(having('groups__permissions')) as ReturnType<typeof Q>
}
