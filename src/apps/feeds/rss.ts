import { feedErrors } from './errors.ts'
import type { Channel, Entry, FeedAuthor } from './types.ts'
import { element, prologue, textElement } from './xml.ts'

/**
 * RSS 2.0 (https://www.rssboard.org/rss-specification), with the elements beside it that readers know: `atom:link` to itself,
 * `content:encoded`, `dc:creator` for authors without an e-mail address.
 */
export function writeRss(channel: Channel, entries: readonly Entry[]): string {
  const { title, link, self, description, language, author, categories, copyright, image, ttl, updated } = channel
  const parts = [
    textElement('title', title),
    textElement('link', link),
    textElement('description', description),
    element('atom:link', { href: self, rel: 'self', type: 'application/rss+xml' }, null),
    textElement('language', language),
    textElement('copyright', copyright),
    author?.email === undefined ? '' : textElement('managingEditor', withName(author, author.email)),
    textElement('lastBuildDate', updated === null ? null : rssDate(updated)),
    ...categories.map((each) => textElement('category', each)),
    textElement('ttl', ttl === null ? null : String(ttl)),
    image === null
      ? ''
      : element('image', {}, textElement('url', image) + textElement('title', title) + textElement('link', link)),
    ...entries.map(item),
  ]
  const names = {
    version: '2.0',
    'xmlns:atom': 'http://www.w3.org/2005/Atom',
    'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
    'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  }
  return `${prologue(channel.stylesheets)}${element('rss', names, element('channel', {}, parts.filter((each) => each !== '').join('\n')))}\n`
}

function item(entry: Entry): string {
  const {
    where,
    title,
    link,
    description,
    content,
    published,
    updated,
    authors,
    categories,
    comments,
    enclosures,
    guid,
  } = entry
  if (enclosures.length > 1) throw feedErrors.MANY_ENCLOSURES({ where, count: enclosures.length })
  const date = published ?? updated
  // The specification has one author, by e-mail address; the others are named as Dublin Core has it.
  const main = authors.find(({ email }) => email !== undefined)
  const parts = [
    textElement('title', title),
    textElement('link', link),
    textElement('description', description),
    textElement('content:encoded', content),
    main?.email === undefined ? '' : textElement('author', withName(main, main.email)),
    ...authors.filter((each) => each !== main).map(({ name }) => textElement('dc:creator', name)),
    ...categories.map((each) => textElement('category', each)),
    textElement('comments', comments),
    ...enclosures.map(({ url, length, type }) => element('enclosure', { url, length, type }, null)),
    textElement('guid', guid ?? link, { isPermaLink: guid === null ? 'true' : 'false' }),
    textElement('pubDate', date === null ? null : rssDate(date)),
  ]
  return element('item', {}, parts.join(''))
}

const withName = ({ name }: FeedAuthor, email: string): string => `${email} (${name.replace(/[()]/g, ' ').trim()})`

/** RFC 822, with four digits for the year: 'Sun, 29 Nov 2026 14:00:00 +0000'. */
export function rssDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000')
}
