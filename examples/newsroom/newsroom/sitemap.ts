import { FlatPage } from 'nuages/flatpages'
import { path, reverse } from 'nuages/http'
import { robots, section, sitemaps } from 'nuages/sitemaps'
import { Article, Section } from './models.ts'

/** What search engines are told: `/sitemap.xml` and `/robots.txt`. */
export const sitemap = [
  ...sitemaps({
    front: section({ routes: ['home', 'archive', 'newsletter'], changeFrequency: 'daily' }),
    sections: section({
      items: () => Section.all(),
      location: ({ slug }) => reverse('section', { slug }),
      changeFrequency: 'daily',
    }),
    articles: section({
      items: () => Article.live().selectRelated('section'),
      location: (article) => reverse('article', { section: article.section.slug, slug: article.slug }),
      lastModified: ({ updated }) => updated,
      latest: async () => (await Article.live().orderBy('-updated').first())?.updated,
      priority: 0.8,
    }),
    pages: section({
      items: () => FlatPage.filter({ registrationRequired: false }),
      location: ({ url }) => url,
    }),
  }),
  path('robots.txt', robots({ rules: [{ disallow: ['/admin/', '/search/', '/newsletter/'] }] })),
]
