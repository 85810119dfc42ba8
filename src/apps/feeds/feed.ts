import { createHash } from 'node:crypto'
import { conditional, type HttpRequest, LightResponse, type View } from '../../web/http/index.ts'
import { writeAtom } from './atom.ts'
import { feedErrors } from './errors.ts'
import { readChannel, readEntry } from './read.ts'
import { writeRss } from './rss.ts'
import type { Entry, FeedItems, FeedOptions } from './types.ts'

const types = { rss: 'application/rss+xml; charset=utf-8', atom: 'application/atom+xml; charset=utf-8' } as const
const most = 10_000

/**
 * A view that answers with a feed: RSS 2.0, or Atom 1.0 with `format: 'atom'`. It has an `ETag` and, where the items have dates, `Last-Modified`, so that a reader which has it gets 304. The
 * semantics are those of Django's syndication framework. What is wrong with an item is `NUAGES_FEEDS_…`, with the item's place and field.
 */
export function feed<T, P = Record<string, unknown>>(options: FeedOptions<T, P>): View<P> {
  const { format = 'rss', limit = 100 } = options
  if (!Object.hasOwn(types, format))
    throw feedErrors.BAD_VALUE({ where: 'The format', problem: "is neither 'rss' nor 'atom'" })
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > most)
    throw feedErrors.BAD_VALUE({ where: 'The limit', problem: `is no number from 1 to ${most}` })
  // What a feed without entries says of its last change: the same as long as the process runs.
  const began = new Date()
  return async function answerFeed(request: HttpRequest, params: P): Promise<Response> {
    const site = siteOf(options.site, request)
    const channel = await readChannel(options, request, params, site)
    const entries: Entry[] = []
    for await (const item of await rowsOf(options.items(request, params), limit)) {
      entries.push(readEntry(await options.item(item, request, params), `item ${entries.length + 1}`, site))
      if (entries.length >= limit) break
    }
    const updated = latest(entries)
    const made = { ...channel, updated }
    const body = format === 'rss' ? writeRss(made, entries) : writeAtom(made, entries, began)
    const etag = createHash('sha256').update(body).digest('base64url').slice(0, 27)
    return await conditional(request, { etag, lastModified: updated }, () => {
      const response = new LightResponse(body)
      response.headers.put('content-type', types[format])
      return response
    })
  }
}

/** A queryset is never awaited, which would ask for all of its rows, but asked for as many as there is room for. */
function rowsOf<T>(
  items: FeedItems<T> | PromiseLike<FeedItems<T>>,
  limit: number,
): FeedItems<T> | PromiseLike<FeedItems<T>> {
  if (!(Symbol.asyncIterator in items) || !('slice' in items) || typeof items.slice !== 'function')
    return guarded(items)
  return guarded(items.slice(0, limit) as AsyncIterable<T>)
}

/** Behind an `await`, a queryset is one that can be iterated, and no promise. */
function guarded<T>(items: FeedItems<T> | PromiseLike<FeedItems<T>>): FeedItems<T> | PromiseLike<FeedItems<T>> {
  if (!(Symbol.asyncIterator in items)) return items
  const source = items as AsyncIterable<T>
  return { [Symbol.asyncIterator]: () => source[Symbol.asyncIterator]() }
}

/** Where the site is: as it was asked, or as the project says. */
function siteOf(site: string | undefined, request: HttpRequest): string {
  if (site === undefined) return `${request.scheme}://${request.host}`
  const url = URL.parse(site)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw feedErrors.BAD_VALUE({ where: 'The site', problem: "is no address like 'https://example.org'" })
  return url.origin
}

function latest(entries: readonly Entry[]): Date | null {
  let found: Date | null = null
  for (const { updated, published } of entries) {
    for (const date of [updated, published]) if (date !== null && (found === null || date > found)) found = date
  }
  return found
}
