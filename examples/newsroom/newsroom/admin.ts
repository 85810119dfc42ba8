import { admin } from 'nuages/admin'
import { reverse } from 'nuages/http'
import { Article, Comment, Reporter, Section, Tag, Tagging } from './models.ts'

export const registrations = [
  admin(Article, {
    icon: 'file',
    listDisplay: ['headline', 'section', 'status', 'publishedAt', 'wordCount'],
    listFilter: ['status', 'section'],
    searchFields: ['headline', 'standfirst', 'body'],
    ordering: ['-publishedAt', '-id'],
    listPerPage: 30,
    prepopulatedFields: { slug: ['headline'] },
    readonlyFields: ['updated'],
    fieldsets: [
      { title: null, fields: ['headline', 'slug', 'standfirst', 'body'] },
      { title: 'Publication', fields: ['section', ['status', 'publishedAt'], 'embargo', 'authors'] },
      { title: 'Picture and details', fields: ['image', 'meta'] },
      { title: 'Office', fields: [['fee', 'wordCount'], 'updated'] },
    ],
    viewOnSite: (article) =>
      article.status === 'live' && 'slug' in article.section
        ? reverse('article', { section: String(article.section.slug), slug: article.slug })
        : null,
  }),
  admin(Comment, {
    icon: 'chat',
    listDisplay: ['authorName', 'text', 'article', 'approved', 'created'],
    listFilter: ['approved'],
    searchFields: ['authorName', 'email', 'text'],
    ordering: ['-created'],
    readonlyFields: ['created'],
    exclude: ['replyTo'],
  }),
  admin(Section, {
    icon: 'folder',
    listDisplay: ['name', 'slug', 'parent', 'position'],
    searchFields: ['name'],
    prepopulatedFields: { slug: ['name'] },
  }),
  admin(Reporter, { icon: 'pen', listDisplay: ['byline', 'user', 'beat'], searchFields: ['byline'] }),
  admin(Tag, { icon: 'tag', listDisplay: ['name'], searchFields: ['name'] }),
  admin(Tagging, { icon: 'list', listDisplay: ['article', 'tag', 'weight'], listFilter: ['tag'] }),
]
