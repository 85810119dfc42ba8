/** Promises of `nuages/http` to the compiler. */
import connect from 'connect'
import cookieParser from 'cookie-parser'
import express from 'express'
import {
  events,
  file,
  fromConnect,
  fromNode,
  type HttpRequest,
  include,
  json,
  mount,
  path,
  type RouteNames,
  render,
  rePath,
  reverser,
} from '../../src/web/http/index.ts'

path('books/<int:id>/<slug:slug>/<name>/', (request, params) => {
  const id: number = params.id
  const slug: string = params.slug
  const name: string = params.name
  // @ts-expect-error: the route has no such parameter
  params.missing
  const typed: HttpRequest = request
  return json([id, slug, name, typed.path])
})

// @ts-expect-error: id is a number
path('books/<int:id>/', (_request, params: { id: string }) => json(params))
// @ts-expect-error: a view returns a Response
path('', () => 'text')
path('rest/<int:id>/', { get: (_, { id }) => json(id + 1) })
// @ts-expect-error: no such method
path('rest/', { fetch: () => json(1) })

const news = [path('', () => json(1), { name: 'index' }), path('<slug:slug>/', () => json(1), { name: 'article' })]
const urls = [
  path('', () => json(1), { name: 'home' }),
  path('books/<int:id>/', () => json(1), { name: 'book' }),
  path('<str:section>/', include(news, { namespace: 'news' })),
]
const link = reverser(urls)
const names: RouteNames<typeof urls>[] = ['home', 'book', 'news:index', 'news:article']
link('home')
link('book', { id: 3 })
link('news:article', { section: 'x', slug: 'y' })
// @ts-expect-error: no such route
link('bok')
// @ts-expect-error: id is missing
link('book')
// @ts-expect-error: id is no Date
link('book', { id: new Date() })
// @ts-expect-error: the prefix has a parameter of its own
link('news:article', { slug: 'y' })

async function* texts() {
  yield 'text'
}
async function* ticks(from: string | null, signal?: AbortSignal) {
  for (let id = Number(from ?? 0); signal?.aborted !== true; id += 1)
    yield { id: String(id), event: 'tick', data: String(id) }
}
path('events/', (request) => events(request, (lastEventId, signal) => ticks(lastEventId, signal), { keepAlive: 5000 }))
path('events/', () => events(ticks(null), { retry: 1000 }))
// @ts-expect-error: with a request comes a function that opens the stream
path('events/', (request) => events(request, ticks(null)))
// @ts-expect-error: without a request nobody knows the last id
events((lastEventId: string | null) => ticks(lastEventId))
// @ts-expect-error: a stream of events, not of texts
events(texts())
// @ts-expect-error: milliseconds
events(ticks(null), { retry: '1s' })

const sent: Promise<Response>[] = [
  file('a.pdf', { root: '/srv', download: true }),
  file(new URL('file:///srv/a.pdf')),
  file(new Uint8Array(3), { name: 'a.bin' }),
  file(new Blob(['text'])),
  file(texts(), { type: 'text/plain' }),
]
path('files/<path:name>', (_request, { name }) => file(name, { root: '/srv' }))
sent satisfies readonly Promise<Response>[]
// @ts-expect-error: neither a path nor content
file(3)
// @ts-expect-error: no such option
file('a.pdf', { folder: '/srv' })

/** What a project adds to requests, converters and templates, as it writes it outside of the package. */
declare module 'nuages/http' {
  interface TemplateContexts {
    'types/page.html': { readonly title: string; readonly rows?: readonly number[] }
    'types/bare.html': { readonly title?: string }
  }
  interface RequestExtensions {
    tenantOfTypeTest: { readonly name: string }
  }
  interface RequestLocals {
    tenantOfTypeTest?: { readonly name: string }
  }
  interface PathConverters {
    weekOfTypeTest: { readonly year: number; readonly week: number }
  }
}
path('weeks/<weekOfTypeTest:week>/', (request, { week }) => {
  const year: number = week.year
  const tenant: string = request.tenantOfTypeTest.name
  // @ts-expect-error: a name, not a number
  const wrong: number = request.tenantOfTypeTest.name
  // @ts-expect-error: nobody added this
  request.nobodyAddedThis
  return json([year, tenant, wrong])
})

export { names }

interface PageOfTypeTest {
  title: string
}
declare const asked: HttpRequest
declare const page: PageOfTypeTest
declare const anyName: string
render(asked, 'types/page.html', { title: 'x' }, { status: 404 })
render(asked, 'types/bare.html')
render(asked, 'other.html')
render(asked, anyName, { anything: 1 })
render<PageOfTypeTest>(asked, 'other.html', page)
// @ts-expect-error: the registered context has a title
render(asked, 'types/page.html', { titel: 'x' })
// @ts-expect-error: it is not there
render(asked, 'types/page.html')
// @ts-expect-error: the call's own type has a text
render<PageOfTypeTest>(asked, 'other.html', { title: 1 })
// @ts-expect-error: an object, not a text
render(asked, 'other.html', 'text')

// What middleware hands on, and what nobody has declared.
const tenantName: string | undefined = asked.locals.tenantOfTypeTest?.name
asked.locals['other'] = tenantName
// @ts-expect-error: it is an object
asked.locals.tenantOfTypeTest = 'acme'

// Converters of the project's own, in prefixes too, and namespaces inside of namespaces.
const week = [path('<int:day>/', (_request, { day }) => json(day), { name: 'day' })]
const deep = reverser([
  path(
    'weeks/<weekOfTypeTest:week>/',
    include([path('', include(week, { namespace: 'inner' }))], { namespace: 'outer', middleware: [] }),
  ),
])
deep('outer:inner:day', { week: { year: 2026, week: 3 }, day: 1 })
// @ts-expect-error: the week is no number
deep('outer:inner:day', { week: 3, day: 1 })
// @ts-expect-error: the day is missing
deep('outer:inner:day', { week: { year: 2026, week: 3 } })
// @ts-expect-error: the namespaces stand in the other order
deep('inner:outer:day', { week: { year: 2026, week: 3 }, day: 1 })
// @ts-expect-error: there is no such parameter
deep('outer:inner:day', { week: { year: 2026, week: 3 }, day: 1, hour: 2 })

// Regular expressions: texts, named where the view names them.
rePath(/^(?<year>[0-9]{4})(?:-(?<month>[0-9]+))?\/$/, (_request, { year, month }: { year: string; month?: string }) =>
  json(year.concat(month ?? '')),
)
rePath(/^x\/$/, { get: (_request, params) => json(params['any']?.toUpperCase()) }, { name: 'x' })
// @ts-expect-error: a group gives a text
rePath(/^(?<year>[0-9]{4})$/, (_request, { year }: { year: number }) => json(year))

// Applications and middleware of Express and Connect.
mount('/express/', fromNode(express()), { middleware: [fromConnect(cookieParser(), express.json())] })
mount('/connect/', fromNode(connect()))
mount(
  '/bare/',
  fromNode((req, res) => res.end(req.url)),
)
// @ts-expect-error: no application of node:http
mount('/fetch/', fromNode(new Map()))
