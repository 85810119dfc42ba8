import type { KeyedModel, ModelClass, QuerySet } from '../../../data/orm/index.ts'
import type { ProjectUser, RequestUser } from '../augment.ts'
import { authErrors } from '../errors.ts'

/** How a rule and the model's permission go together. */
export interface RuleOptions {
  /**
   * What the model's permission ('news.change_article') has to do with it. Left out: nothing, the rule alone decides. 'required': the
   * rule gives its rows to users who have the permission too. 'enough': users who have the permission may do it to every row, the
   * others to those of the rule.
   */
  readonly modelPermission?: 'required' | 'enough'
  /** The rule also speaks of visitors who are not logged in: `user` may be an `AnonymousUser`. Left out: to them it gives nothing. */
  readonly anonymous?: boolean
}

/** Which rows a user may do something to, as a filter. It must not be `async`: that would run the queryset. */
export type RuleFunction<M, U> = (user: U, rows: QuerySet<M>) => QuerySet<M>

/** What `rule(…)` made: plain, immutable, in force once an app of the project lists it. */
export interface RuleDeclaration {
  readonly kind: 'nuages.rule'
  readonly model: abstract new (...args: never) => object
  readonly action: string
  readonly define: (user: never, rows: never) => unknown
  readonly options: RuleOptions
}

/**
 * Which rows of a model a user may do something to, said once:
 * `rule(Article, 'change', (user, articles) => articles.filter({ authors__user: user }))`. Give it to `defineApp({ rules: […] })`. It
 * then answers both `await user.can('news.change_article', article)` and `user.allowed(Article, 'change')`.
 *
 * The action is 'view', 'change', 'delete', or any of your own ('publish'). Where a model has rules for an action, they decide about its rows: a row
 * is allowed where one of them holds. Superusers may do everything, inactive users nothing, and no rule is asked. Throws
 * `NUAGES_AUTH_RULE_OF_ADDING` for 'add': there is no row yet that a filter could be about.
 */
export function rule<M extends KeyedModel>(
  model: ModelClass<M>,
  action: string,
  define: RuleFunction<M, RequestUser>,
  options: RuleOptions & { readonly anonymous: true },
): RuleDeclaration
export function rule<M extends KeyedModel>(
  model: ModelClass<M>,
  action: string,
  define: RuleFunction<M, ProjectUser>,
  options?: RuleOptions & { readonly anonymous?: false },
): RuleDeclaration
export function rule(
  model: RuleDeclaration['model'],
  action: string,
  define: RuleDeclaration['define'],
  options: RuleOptions = {},
): RuleDeclaration {
  if (action === 'add') throw authErrors.RULE_OF_ADDING({ model: model.name })
  return Object.freeze({ kind: 'nuages.rule', model, action, define, options: Object.freeze({ ...options }) })
}
