import { admin, inline } from 'nuages/admin'
import { reverse } from 'nuages/http'
import { Article, Comment, Reporter, Section, Tag, Tagging } from './models.ts'

export const registrations = [
  admin(Article, {
    icon: 'file',
    listDisplay: ['headline', 'section', 'status', 'publishedAt', 'wordCount'],
    listMore: ['authors', 'standfirst'],
    listFilter: ['status', 'section', 'publishedAt', 'wordCount', { path: 'image', kind: 'empty', label: 'Picture' }],
    listTotals: { wordCount: 'avg' },
    dateHierarchy: 'publishedAt',
    listEditable: ['section', 'wordCount'],
    searchFields: ['headline', 'standfirst', 'body'],
    searchHelp: 'Words, or conditions: words>300 section:harbour status:draft,review -status:live published>=2026-10',
    actions: [
      {
        name: 'publish',
        label: 'Publish',
        icon: 'pen',
        confirm: 'Publish %(count)s %(name)s now?',
        onRow: true,
        async run({ rows }) {
          const left: { row: object; reason: string }[] = []
          let done = 0
          for (const article of await rows) {
            if (article.status === 'live') left.push({ row: article, reason: 'it is live already' })
            else {
              article.status = 'live'
              article.publishedAt ??= new Date()
              await article.save()
              done += 1
            }
          }
          return { done, left }
        },
      },
    ],
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
    inlines: [
      inline(Tagging, { fields: ['tag', 'weight'], title: 'Tags' }),
      inline(Comment, {
        layout: 'cards',
        title: 'Comments',
        fields: ['authorName', 'email', 'text', 'approved', 'created'],
        readonlyFields: ['created'],
        canAdd: false,
        collapsed: true,
        showChangeLink: true,
      }),
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
    listEditable: ['approved'],
    searchFields: ['authorName', 'email', 'text'],
    actions: [
      {
        name: 'approve',
        label: 'Approve',
        run: async ({ rows }) => ({ done: await rows.update({ approved: true }) }),
      },
      {
        name: 'hide',
        label: 'Take off the site',
        bad: true,
        run: async ({ rows }) => ({ done: await rows.update({ approved: false }) }),
      },
    ],
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
