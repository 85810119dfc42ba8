import { path } from 'nuages/http'
import { archiveIndex, dayArchive, monthArchive, yearArchive } from 'nuages/views'
import { Article } from './models.ts'

/** One template draws all of them: `period` says which. */
const shared = {
  dateField: 'publishedAt',
  queryset: () => Article.live().selectRelated('section').prefetchRelated('authors'),
  template: 'newsroom/archive.html',
  name: 'articles',
  paginateBy: 12,
  invalidPage: 'nearest',
} as const

/** Every story by its day. */
export const archive = [
  path('archive/', archiveIndex(Article, { ...shared, allowEmpty: true }), { name: 'archive' }),
  path('archive/<int:year>/', yearArchive(Article, { ...shared, rows: true }), { name: 'year' }),
  path('archive/<int:year>/<int:month>/', monthArchive(Article, shared), { name: 'month' }),
  path('archive/<int:year>/<int:month>/<int:day>/', dayArchive(Article, shared), { name: 'day' }),
]
