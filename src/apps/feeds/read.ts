import { webAddress } from '../../base/text/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { currentLocale } from '../../web/i18n/index.ts'
import { feedErrors } from './errors.ts'
import type {
  Channel,
  Entry,
  FeedAuthor,
  FeedEnclosure,
  FeedItem,
  FeedOptions,
  FeedStylesheet,
  FeedText,
  FeedValue,
} from './types.ts'

const languageTag = /^[a-z]{1,8}(?:-[a-z\d]{1,8}){0,5}$/i
const mediaType = /^[\w.+-]{1,127}\/[\w.+-]{1,127}$/
const mailbox = /^[^\s@<>()]{1,64}@[^\s@<>()]{1,253}$/

/** What the options say of the feed as a whole, for one request. */
export async function readChannel<T, P>(
  options: FeedOptions<T, P>,
  request: HttpRequest,
  params: P,
  site: string,
): Promise<Omit<Channel, 'updated'>> {
  const made = async <V>(value: FeedValue<V, P> | undefined): Promise<V | undefined> =>
    typeof value === 'function' ? await (value as (request: HttpRequest, params: P) => V)(request, params) : value
  const title = textOf(await made(options.title), 'The title')
  if (title.trim() === '') throw feedErrors.BAD_VALUE({ where: 'The title', problem: 'is empty' })
  const self = absolute(request.url, site, 'The address')
  const author = await made(options.author)
  const id = await made(options.id)
  const description = await made(options.description)
  const copyright = await made(options.copyright)
  const image = await made(options.image)
  return {
    title,
    link: absolute(await made(options.link), site, 'The link'),
    self,
    id: id === undefined ? self : identifier(id, 'The id'),
    description: description === undefined ? title : textOf(description, 'The description'),
    language: languageOf((await made(options.language)) ?? currentLocale().code),
    author: author === undefined ? null : authorOf(author, site, 'The author'),
    categories: ((await made(options.categories)) ?? []).map((each) => textOf(each, 'A category')),
    copyright: copyright === undefined ? null : textOf(copyright, 'The copyright'),
    image: image === undefined ? null : absolute(image, site, 'The image'),
    ttl: ttlOf(options.ttl),
    stylesheets: (options.stylesheets ?? []).map((each) => stylesheetOf(each, site)),
    site,
  }
}

/** One item, checked, its addresses absolute. */
export function readEntry(item: FeedItem, where: string, site: string): Entry {
  const {
    title,
    link,
    description,
    content,
    published,
    updated,
    author,
    categories = [],
    comments,
    enclosure,
    guid,
    copyright,
  } = item
  const list = <V>(value: V | readonly V[] | undefined): readonly V[] =>
    value === undefined ? [] : Array.isArray(value) ? (value as readonly V[]) : [value as V]
  return {
    where,
    title: textOf(title, `The title of ${where}`),
    link: absolute(link, site, `The link of ${where}`),
    description: description === undefined ? null : textOf(description, `The description of ${where}`),
    content: content === undefined ? null : textOf(content, `The content of ${where}`),
    published: dateOf(published, `The date of ${where}`),
    updated: dateOf(updated, `The date of ${where}`),
    authors: list<FeedAuthor | string>(author).map((each) => authorOf(each, site, `The author of ${where}`)),
    categories: categories.map((each) => textOf(each, `A category of ${where}`)),
    comments: comments === undefined ? null : absolute(comments, site, `The comments of ${where}`),
    enclosures: list<FeedEnclosure>(enclosure).map((each) => enclosureOf(each, site, `The enclosure of ${where}`)),
    guid: guid === undefined ? null : textOf(guid, `The guid of ${where}`),
    copyright: copyright === undefined ? null : textOf(copyright, `The copyright of ${where}`),
  }
}

function textOf(value: FeedText | undefined, where: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || (typeof value === 'object' && value !== null)) return String(value)
  throw feedErrors.BAD_VALUE({
    where,
    problem: `is ${value === null ? 'null' : `of the type ${typeof value}`}, not a text`,
  })
}

/** An address of the web in full: other schemes have no place in a feed, which readers show anywhere. */
function absolute(link: string | undefined, site: string, where: string): string {
  const address = typeof link === 'string' ? webAddress(link, site) : null
  if (address === null) throw feedErrors.BAD_VALUE({ where, problem: 'is no address of the web' })
  return address
}

/** An identifier that Atom takes: an absolute IRI (RFC 4287, 4.2.6). */
export function identifier(id: string, where: string): string {
  if (/^[a-z][a-z\d+.-]*:[^\s<>"{}|\\^`\x00-\x20]+$/i.test(id)) return id
  throw feedErrors.BAD_VALUE({ where, problem: "is no absolute address or URN, like 'urn:uuid:…'" })
}

function languageOf(code: string): string {
  const tag = code.replaceAll('_', '-')
  if (!languageTag.test(tag)) throw feedErrors.BAD_VALUE({ where: 'The language', problem: 'is no code of a language' })
  return tag
}

function authorOf(author: FeedAuthor | string, site: string, where: string): FeedAuthor {
  const { name, email, link } = typeof author === 'string' ? { name: author } : author
  if (textOf(name, where).trim() === '') throw feedErrors.BAD_VALUE({ where, problem: 'has no name' })
  if (email !== undefined && !mailbox.test(email))
    throw feedErrors.BAD_VALUE({ where, problem: 'has an e-mail address that is none' })
  return {
    name,
    ...(email !== undefined && { email }),
    ...(link !== undefined && { link: absolute(link, site, where) }),
  }
}

function enclosureOf({ url, length, type }: FeedEnclosure, site: string, where: string): FeedEnclosure {
  if (!Number.isSafeInteger(length) || length < 0)
    throw feedErrors.BAD_VALUE({ where, problem: 'has no length in bytes' })
  if (!mediaType.test(type)) throw feedErrors.BAD_VALUE({ where, problem: "has no type like 'audio/mpeg'" })
  return { url: absolute(url, site, where), length, type }
}

function dateOf(date: Date | null | undefined, where: string): Date | null {
  if (date === null || date === undefined) return null
  const year = date instanceof Date ? date.getUTCFullYear() : Number.NaN
  if (!(year >= 0 && year <= 9999))
    throw feedErrors.BAD_VALUE({ where, problem: 'is no `Date` of the years 0 to 9999' })
  return date
}

function ttlOf(ttl: number | undefined): number | null {
  if (ttl === undefined) return null
  if (!Number.isSafeInteger(ttl) || ttl < 0)
    throw feedErrors.BAD_VALUE({ where: 'The ttl', problem: 'is no number of minutes' })
  return ttl
}

function stylesheetOf(sheet: string | FeedStylesheet, site: string): FeedStylesheet {
  const { url, type, media } = typeof sheet === 'string' ? { url: sheet } : sheet
  const address = absolute(url, site, 'A stylesheet')
  const guessed = /\.css$/i.test(new URL(address).pathname) ? 'text/css' : 'text/xsl'
  return { url: address, type: type ?? guessed, ...(media !== undefined && { media }) }
}
