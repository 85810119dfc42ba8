/**
 * What a newsroom keeps: sections, the people who write, and what they write.
 *
 * The tables are, column for column, the ones that Django makes for the same models, so that this application can
 * be pointed at a Django newsroom's database and go on.
 */
import { User } from 'nuages/auth'
import { field, Model, meta, scope } from 'nuages/orm'

/** What an article's `meta` may hold. Everything is optional: most old articles say nothing. */
export interface ArticleMeta {
  /** What the picture shows, for readers who do not see it. */
  alt?: string
  /** Who drew it. */
  credit?: string
  source?: string | null
  /** Pages of the printed paper. */
  pages?: number[]
  geo?: { lat: number }
  /** Why it is not on the site any more. */
  takenDown?: string
}

/** A part of the paper. Sections form a tree: Culture holds Music and Books. */
export class Section extends Model {
  name = field.char({ maxLength: 60, unique: true })
  slug = field.slug({ unique: true })
  position = field.positiveSmallInteger({ default: 0, help: 'Sections are listed in this order.' })
  parent = field.foreignKey(() => Section, { onDelete: 'cascade', null: true, blank: true })
  children = field.reverse(() => Section, 'parent')
  articles = field.reverse(() => Article, 'section')

  static meta = meta<Section>()({ ordering: ['position', 'name'] })

  /** The sections in the navigation bar. */
  static top = scope<Section>()((sections) => sections.filter({ parent: null }))

  override toString(): string {
    return this.name
  }
}

/** Somebody who writes for the paper: a user with a byline. */
export class Reporter extends Model {
  user = field.oneToOne(() => User, { onDelete: 'cascade' })
  byline = field.char({ maxLength: 120 })
  beat = field.foreignKey(() => Section, { onDelete: 'setNull', null: true, blank: true })
  articles = field.reverse(() => Article, 'authors')

  static meta = meta<Reporter>()({ ordering: ['byline'] })

  override toString(): string {
    return this.byline
  }
}

/** A word that connects articles across sections. */
export class Tag extends Model {
  name = field.char({ maxLength: 40, unique: true })
  articles = field.reverse(() => Article, 'tags')

  static meta = meta<Tag>()({ ordering: ['name'] })

  override toString(): string {
    return this.name
  }
}

/** A story, from the first draft until it is taken down. */
export class Article extends Model {
  headline = field.char({ maxLength: 200 })
  slug = field.slug({ maxLength: 200 })
  standfirst = field.text({ blank: true, help: 'One or two sentences below the headline.' })
  body = field.text({ help: 'Leave an empty line between paragraphs.' })
  status = field.char({
    maxLength: 8,
    choices: { draft: 'Draft', review: 'In review', live: 'Live', gone: 'Taken down' },
    default: 'draft',
    index: true,
  })
  publishedAt = field.datetime({ null: true, blank: true, label: 'published' })
  embargo = field.date({ null: true, blank: true, help: 'Nothing is to appear before this day.' })
  fee = field.decimal({ maxDigits: 9, decimalPlaces: 2, default: '0' })
  wordCount = field.integer({ default: 0, label: 'words' })
  meta = field.json<ArticleMeta>({ default: () => ({}), blank: true })
  image = field.image({ maxLength: 100, blank: true, label: 'picture' })
  updated = field.datetime({ autoNow: true })
  section = field.foreignKey(() => Section, { onDelete: 'protect' })
  authors = field.manyToMany(() => Reporter, { blank: true })
  tags = field.manyToMany(() => Tag, { through: () => Tagging, blank: true })
  comments = field.reverse(() => Comment, 'article')

  static meta = meta<Article>()({
    ordering: ['-publishedAt', '-id'],
    uniqueTogether: [['section', 'slug']],
    indexes: [{ name: 'live_by_date', fields: ['status', '-publishedAt'] }],
    constraints: [{ kind: 'check', name: 'fee_not_negative', check: { fee__gte: '0' } }],
  })

  /** What the public may read. */
  static live = scope<Article>()((articles) => articles.filter({ status: 'live' }))

  get paragraphs(): string[] {
    return this.body.split(/\n\s*\n/)
  }

  /** Minutes to read it, at 220 words a minute. */
  get minutes(): number {
    return Math.max(1, Math.round(this.body.split(/\s+/).length / 220))
  }

  override toString(): string {
    return this.headline
  }
}

/** A tag on an article, and how much the article is about it (0 to 1). */
export class Tagging extends Model {
  weight = field.float({ default: 1 })
  article = field.foreignKey(() => Article, { onDelete: 'cascade' })
  tag = field.foreignKey(() => Tag, { onDelete: 'cascade' })

  static meta = meta<Tagging>()({ uniqueTogether: [['article', 'tag']] })

  override toString(): string {
    return `tag ${this.tag.pk} on article ${this.article.pk}`
  }
}

/** What a reader answered. Nobody has looked at it yet while `approved` is null. */
export class Comment extends Model {
  authorName = field.char({ maxLength: 80, label: 'name' })
  email = field.email()
  text = field.text()
  created = field.datetime({ autoNowAdd: true })
  approved = field.boolean({ null: true, default: null })
  ip = field.ipAddress({ null: true, blank: true, editable: false })
  article = field.foreignKey(() => Article, { onDelete: 'cascade' })
  replyTo = field.foreignKey(() => Comment, { onDelete: 'cascade', null: true, blank: true })
  replies = field.reverse(() => Comment, 'replyTo')

  static meta = meta<Comment>()({ ordering: ['created', 'id'] })

  /** What the public may read. */
  static shown = scope<Comment>()((comments) => comments.filter({ approved: true }))

  override toString(): string {
    return `${this.authorName}: ${this.text.slice(0, 40)}`
  }
}
