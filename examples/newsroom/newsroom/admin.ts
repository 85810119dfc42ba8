import { admin, inline } from 'nuages/admin'
import { reverse } from 'nuages/http'
import { articleActions } from './article-actions.ts'
import { Article, Comment, Reporter, Section, Tag, Tagging } from './models.ts'

export const registrations = [
  admin(Article, {
    icon: 'file',
    listDisplay: ['headline', 'section', 'status', 'publishedAt', 'wordCount'],
    listMore: ['authors', 'standfirst'],
    listFilter: [
      'status',
      'section',
      'publishedAt',
      'wordCount',
      'authors',
      { path: 'image', kind: 'empty', label: 'Picture' },
      {
        name: 'embargoed',
        label: 'Embargo',
        choices: { yes: 'Not to appear yet', over: 'May appear by now' },
        filter: (articles, chosen) => {
          const today = new Date().toISOString().slice(0, 10)
          if (chosen.length > 1) return articles.filter({ embargo__isnull: false })
          return articles.filter(chosen[0] === 'yes' ? { embargo__gt: today } : { embargo__lte: today })
        },
      },
    ],
    states: { status: { live: 'good', review: 'review', draft: 'draft', gone: 'off' } },
    listTotals: { wordCount: 'avg' },
    quickLook: ['headline', 'standfirst', 'status', 'section', 'authors', 'publishedAt', 'embargo', 'image'],
    dateHierarchy: 'publishedAt',
    listEditable: ['section', 'wordCount'],
    searchFields: ['headline', 'standfirst', 'body'],
    searchHelp: 'Words, or conditions: words>300 section:harbour status:draft,review -status:live published>=2026-10',
    actions: articleActions,
    ordering: ['-publishedAt', '-id'],
    listPerPage: 30,
    prepopulatedFields: { slug: ['headline'] },
    autocompleteFields: ['authors'],
    saveAs: true,
    readonlyFields: ['updated'],
    fieldsets: [
      { title: null, fields: ['headline', 'slug', 'standfirst', 'body'] },
      { title: 'Publication', fields: ['section', ['status', 'publishedAt'], 'embargo', 'authors'] },
      { title: 'Picture and details', fields: ['image', 'meta'] },
      { title: 'Office', fields: [['fee', 'wordCount'], 'updated'] },
    ],
    inlines: [
      inline(Tagging, { fields: ['tag', 'weight'], widgets: { tag: 'autocomplete' }, title: 'Tags' }),
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
]
