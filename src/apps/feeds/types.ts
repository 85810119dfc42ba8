import type { HttpRequest } from '../../web/http/index.ts'

export type FeedFormat = 'rss' | 'atom'

/** A value, or what makes it for a request and the parameters of its route. */
export type FeedValue<V, P> = V | ((request: HttpRequest, params: P) => V | PromiseLike<V>)

/** Texts from templates and `html` are taken as they are printed. */
export type FeedText = string | { toString(): string }

export interface FeedAuthor {
  readonly name: string
  readonly email?: string
  /** The author's page. */
  readonly link?: string
}

/** A file that goes with an item: the episode of a podcast. */
export interface FeedEnclosure {
  readonly url: string
  /** Bytes; 0 where nobody knows. */
  readonly length: number
  /** 'audio/mpeg'. */
  readonly type: string
}

/** One entry. Addresses may be relative to the site. */
export interface FeedItem {
  /** Plain text. */
  readonly title: FeedText
  /** Its page. */
  readonly link: string
  /** A summary, as HTML. */
  readonly description?: FeedText
  /** The whole of it, as HTML. */
  readonly content?: FeedText
  readonly published?: Date | null
  readonly updated?: Date | null
  readonly author?: FeedAuthor | string | readonly (FeedAuthor | string)[]
  readonly categories?: readonly string[]
  /** The page of comments. */
  readonly comments?: string
  readonly enclosure?: FeedEnclosure | readonly FeedEnclosure[]
  /** What tells it from all others, for ever: `urn:uuid:…`, or any text in RSS. `link` by default. */
  readonly guid?: string
  readonly copyright?: string
}

/** How a browser shows a feed: an XSLT or CSS file. */
export interface FeedStylesheet {
  readonly url: string
  /** By the ending of the address by default. */
  readonly type?: string
  readonly media?: string
}

/** A feed. `T` is what `items` gives, `P` the parameters of the route. */
export interface FeedOptions<T, P = Record<string, unknown>> {
  /** Default 'rss'. */
  readonly format?: FeedFormat
  /** Plain text. */
  readonly title: FeedValue<FeedText, P>
  /** The page that the feed is of: '/'. */
  readonly link: FeedValue<string, P>
  /** A sentence, plain. */
  readonly description?: FeedValue<FeedText, P>
  /** In Django's codes or those of BCP 47. The language in force by default. */
  readonly language?: FeedValue<string, P>
  readonly author?: FeedValue<FeedAuthor | string, P>
  readonly categories?: FeedValue<readonly string[], P>
  readonly copyright?: FeedValue<string, P>
  /** A picture of the whole. */
  readonly image?: FeedValue<string, P>
  /** Minutes for which readers may keep it. RSS alone says it. */
  readonly ttl?: number
  /** `urn:uuid:…`, or an address: what tells the feed from all others. Atom alone has it; the feed's address by default. */
  readonly id?: FeedValue<string, P>
  readonly stylesheets?: readonly (string | FeedStylesheet)[]
  /** A queryset, a list, anything that gives them one by one. */
  readonly items: (request: HttpRequest, params: P) => FeedItems<T> | PromiseLike<FeedItems<T>>
  readonly item: (item: T, request: HttpRequest, params: P) => FeedItem | PromiseLike<FeedItem>
  /** Items at most; more are not asked for. Default 100. */
  readonly limit?: number
  /** Where the site is, in the place of what the request says: 'https://example.org'. */
  readonly site?: string
}

export type FeedItems<T> = Iterable<T> | AsyncIterable<T>

/** Whatever the options were, made: for one request, in absolute addresses. */
export interface Channel {
  readonly title: string
  readonly link: string
  readonly self: string
  readonly id: string
  readonly description: string
  readonly language: string
  readonly author: FeedAuthor | null
  readonly categories: readonly string[]
  readonly copyright: string | null
  readonly image: string | null
  readonly ttl: number | null
  readonly stylesheets: readonly FeedStylesheet[]
  readonly updated: Date | null
  readonly site: string
}

export interface Entry {
  /** 'Item 3': for messages. */
  readonly where: string
  readonly title: string
  readonly link: string
  readonly description: string | null
  readonly content: string | null
  readonly published: Date | null
  readonly updated: Date | null
  readonly authors: readonly FeedAuthor[]
  readonly categories: readonly string[]
  readonly comments: string | null
  readonly enclosures: readonly FeedEnclosure[]
  readonly guid: string | null
  readonly copyright: string | null
}
