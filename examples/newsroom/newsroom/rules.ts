import { rule } from 'nuages/auth'
import { Article } from './models.ts'

/**
 * Whose an article is: the public's where it is live, its authors' in any case, and everybody's in the newsroom who has the permission. The admin
 * lists by these rules, and `user.can('newsroom.change_article', article)` asks them.
 */
export const rules = [
  rule(Article, 'view', (_user, articles) => articles.filter({ status: 'live' }), { anonymous: true }),
  rule(Article, 'view', (user, articles) => articles.filter({ authors__user: user }), { modelPermission: 'enough' }),
  rule(Article, 'change', (user, articles) => articles.filter({ authors__user: user }), { modelPermission: 'enough' }),
]
