import {
  AnonymousUser,
  allowedAmong,
  fieldRules,
  type PermissionName,
  type PermissionsOf,
  requirePermission,
  requireRule,
  rule,
  type User,
  visibleFields,
} from '../../src/apps/auth/index.ts'
import type { QuerySet } from '../../src/data/orm/index.ts'
import { type HttpRequest, html, path } from '../../src/web/http/index.ts'
import { Article, type desk, type models } from '../unit/auth/newsdesk.ts'

declare const user: User

// Rules: the rows and the user are known.
rule(Article, 'change', (who, articles) => articles.filter({ authors__user: who, editor: who }))
rule(Article, 'view', (who, articles) => (who.isAuthenticated ? articles.all() : articles.none()), { anonymous: true })
// @ts-expect-error: Article has no such field
rule(Article, 'change', (who, articles) => articles.filter({ auhtors__user: who }))
// @ts-expect-error: an async rule would run the queryset
rule(Article, 'change', async (_who, articles) => articles.all())
// @ts-expect-error: whoever is asked about may be nobody in particular
rule(Article, 'view', (who, articles) => articles.filter({ title: who.fullName }), { anonymous: true })
// @ts-expect-error: no such way to go together with the permission
rule(Article, 'change', (_who, articles) => articles.all(), { modelPermission: 'never' })

fieldRules(Article, { hidden: ['fee'], readOnly: (_who, row) => (row?.status === 'live' ? ['title', 'authors'] : []) })
// @ts-expect-error: Article has no field 'fees'
fieldRules(Article, { hidden: ['fees'] })

// What a user may do: rows of the model that was asked for.
export const rows: QuerySet<Article> = user.allowed(Article, 'change')
export const narrowed: QuerySet<Article> = allowedAmong(Article.filter({ status: 'live' }), user, 'view')
export const asked: Promise<boolean> = user.can('desk.change_article', Article.build({ title: 'x' }))
export const either = (who: User | AnonymousUser): QuerySet<Article> => who.allowed(Article, 'view')
export const nobody: Promise<boolean> = new AnonymousUser().hasPermission('desk.add_article')
// @ts-expect-error: a permission is named with its app
export const bare: PermissionName = 'change_article'
// @ts-expect-error: a permission is named with its app
user.hasPermission('change_article')

// Names from an app.
type Names = PermissionsOf<typeof desk>
export const good: Names = 'desk.change_article'
export const proxied: Names = 'desk.view_livephoto'
// @ts-expect-error: misspelt
export const bad: Names = 'desk.chnage_article'
export const same: PermissionsOf<{ label: 'desk'; models: typeof models }> = good

// Views: the row after the parameters.
path(
  '<int:id>/',
  requireRule(Article, 'change', (_request: HttpRequest, { id }: { id: number }, article) =>
    html(`${id.toFixed()} ${article.title}`),
  ),
)
path(
  'x/',
  requirePermission(['desk.add_article', 'desk.view_article'], () => html('')),
)
// @ts-expect-error: a permission is named with its app
requirePermission('add_article', () => html(''))

export const fields: Promise<(keyof Article)[]> = visibleFields(user, Article)
