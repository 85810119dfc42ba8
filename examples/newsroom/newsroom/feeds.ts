import { type FeedItem, type FeedOptions, feed } from 'nuages/feeds'
import { path, reverse } from 'nuages/http'
import { escapeHtml } from 'nuages/templates'
import { kept } from './kept-pages.ts'
import { Article, Section } from './models.ts'

const stories = () =>
  Article.live()
    .filter({ publishedAt__isnull: false })
    .selectRelated('section')
    .prefetchRelated('authors')
    .orderBy('-publishedAt', '-id')
type Story = Awaited<ReturnType<typeof stories>>[number]

const item = (story: Story): FeedItem => ({
  title: story.headline,
  link: reverse('article', { section: story.section.slug, slug: story.slug }),
  description: escapeHtml(story.standfirst),
  content: story.paragraphs.map((each) => `<p>${escapeHtml(each)}</p>`).join('\n'),
  published: story.publishedAt,
  updated: story.updated,
  categories: [story.section.name],
})

const front: FeedOptions<Story> = {
  title: 'The Evenmouth Lantern',
  link: '/',
  description: 'News from Evenmouth, the harbour, the valley and the world.',
  language: 'en',
  items: () => stories(),
  item,
  limit: 30,
}

/** A section with those below it. A section that is not there is 404. */
const ofSection: FeedOptions<Story, { slug: string }> = {
  title: async (_request, { slug }) => `${(await Section.get({ slug })).name} – The Evenmouth Lantern`,
  link: (_request, { slug }) => reverse('section', { slug }),
  language: 'en',
  items: async (_request, { slug }) => {
    const { pk } = await Section.get({ slug })
    return stories().filter({ section__in: Section.filter({ pk }).recurse('children') })
  },
  item,
  limit: 30,
}

export const feeds = [
  path('feed.rss', kept(feed(front)), { name: 'rss' }),
  path('feed.atom', kept(feed({ ...front, format: 'atom' })), { name: 'atom' }),
  path('<slug:slug>/feed.rss', kept(feed(ofSection)), { name: 'sectionRss' }),
  path('<slug:slug>/feed.atom', kept(feed({ ...ofSection, format: 'atom' })), { name: 'sectionAtom' }),
]
