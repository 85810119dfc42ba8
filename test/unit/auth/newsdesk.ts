import {
  authApp,
  createSuperuser,
  createUser,
  fieldRules,
  type Group,
  Permission,
  rule,
  User,
} from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'

/** A desk with people, articles and rules, for the tests of permissions. */
export class Author extends Model {
  name = field.char({ maxLength: 40 })
  user = field.foreignKey(() => User, { onDelete: 'setNull', null: true })
}

export class Article extends Model {
  title = field.char({ maxLength: 60 })
  status = field.char({ maxLength: 8, default: 'draft' })
  fee = field.integer({ default: 0 })
  desk = field.char({ maxLength: 10, blank: true, null: true })
  authors = field.manyToMany(() => Author, { blank: true })
  editor = field.foreignKey(() => User, { onDelete: 'setNull', null: true, blank: true })

  static meta = meta<Article>()({ permissions: { publish_article: 'Can publish articles', see_fees: 'Can see fees' } })

  override toString(): string {
    return this.title
  }
}

export class Photo extends Model {
  caption = field.char({ maxLength: 40 })

  static meta = meta<Photo>()({ defaultPermissions: ['view', 'crop'], label: 'picture' })
}

export class LivePhoto extends Photo {
  static override meta = meta<LivePhoto>()({ proxy: true })
}

export const models = { Author, Article, Photo, LivePhoto }

export const desk = defineApp({
  label: 'desk',
  models,
  rules: [
    // Through a to-many relation: an article with two authors of one user is one row.
    rule(Article, 'change', (user, articles) => articles.filter({ authors__user: user })),
    rule(Article, 'change', (user, articles) => articles.filter({ editor: user }), { modelPermission: 'required' }),
    rule(Article, 'view', (user, articles) => articles.filter({ status: 'live' }).exclude({ desk: user.username }), {
      anonymous: true,
    }),
    rule(Article, 'view', (user, articles) => articles.filter({ authors__user: user })),
    rule(Article, 'publish', (_user, articles) => articles.filter({ status: 'review' }), { modelPermission: 'enough' }),
    rule(Article, 'feature', (_user, articles) => articles.orderBy('-pk').slice(0, 2)),
    rule(Author, 'view', (user, authors) => authors.filter({ user })),
    fieldRules(Article, {
      hidden: (_user, _article, has) => (has('desk.see_fees') ? [] : ['fee']),
      readOnly: (_user, article) => (article?.status === 'live' ? ['title', 'authors'] : []),
    }),
  ],
})

export const deskProject = defineProject({ apps: [authApp, sessionsApp, desk], urls: [] })

/** Gives a user, or a group, permissions by name: 'desk.change_article'. */
export async function grant(to: User | Group, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const [app, codename] = name.split('.') as [string, string]
    const permission = await Permission.get({ contentType__appLabel: app, codename })
    await (to instanceof User ? to.userPermissions : to.permissions).add(permission)
  }
}

/** Makes a user without a password. */
export const person = (username: string): Promise<User> => createUser({ username })

/** Makes a superuser. */
export const root = (): Promise<User> => createSuperuser({ username: 'root', password: 'a long pass phrase' })

/** The same user as another request would read it. */
export const again = (user: User): Promise<User> => User.get({ pk: user.pk })
