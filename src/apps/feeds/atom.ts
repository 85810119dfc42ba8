import { feedErrors } from './errors.ts'
import { identifier } from './read.ts'
import type { Channel, Entry, FeedAuthor } from './types.ts'
import { element, prologue, textElement } from './xml.ts'

/** Atom 1.0 (RFC 4287). */
export function writeAtom(channel: Channel, entries: readonly Entry[], began: Date): string {
  const { title, link, self, id, description, language, author, categories, copyright, image, updated, site } = channel
  // An entry without an author takes the feed's, which then has to have one.
  const own =
    author ?? (entries.every(({ authors }) => authors.length > 0) && entries.length > 0 ? null : { name: title })
  const parts = [
    textElement('title', title),
    description === title ? '' : textElement('subtitle', description),
    element('link', { href: link, rel: 'alternate' }, null),
    element('link', { href: self, rel: 'self', type: 'application/atom+xml' }, null),
    textElement('id', id),
    textElement('updated', atomDate(updated ?? began)),
    own === null ? '' : person(own),
    ...categories.map((term) => element('category', { term }, null)),
    textElement('rights', copyright),
    textElement('logo', image),
    ...entries.map(entry),
  ]
  const names = { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': language, 'xml:base': `${site}/` }
  return `${prologue(channel.stylesheets)}${element('feed', names, parts.filter((each) => each !== '').join('\n'))}\n`
}

function entry(entry: Entry): string {
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
    copyright,
  } = entry
  const changed = updated ?? published
  if (changed === null) throw feedErrors.NO_DATE({ where })
  const parts = [
    textElement('title', title),
    element('link', { href: link, rel: 'alternate' }, null),
    ...enclosures.map(({ url, length, type }) => element('link', { href: url, rel: 'enclosure', type, length }, null)),
    comments === null ? '' : element('link', { href: comments, rel: 'replies' }, null),
    textElement('id', guid === null ? link : identifier(guid, `The guid of ${where}`)),
    textElement('published', published === null ? null : atomDate(published)),
    textElement('updated', atomDate(changed)),
    ...authors.map(person),
    ...categories.map((term) => element('category', { term }, null)),
    textElement('summary', description, { type: 'html' }),
    textElement('content', content, { type: 'html' }),
    textElement('rights', copyright),
  ]
  return element('entry', {}, parts.join(''))
}

function person({ name, email, link }: FeedAuthor): string {
  const parts = [textElement('name', name), textElement('uri', link ?? null), textElement('email', email ?? null)]
  return element('author', {}, parts.join(''))
}

/** RFC 3339, to the second. */
export function atomDate(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
