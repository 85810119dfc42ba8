import { accessLog, createApp, file, html, include, json, path, reverser, serve, stream, text } from 'nuages/http'

const notes = new Map([[1, 'Buy strings for the guitar']])

const api = [
  path(
    'notes/',
    {
      get: () => json([...notes].map(([id, title]) => ({ id, title, url: link('api:note', { id }) }))),
      post: async (request): Promise<Response> => {
        const form = await request.form()
        const title = form.get('title')?.trim() ?? ''
        if (title === '') return json({ errors: { title: ['This field is required.'] } }, { status: 400 })
        const id = notes.size + 1
        notes.set(id, title)
        return json({ id, title }, { status: 201, headers: { location: link('api:note', { id }) } })
      },
    },
    { name: 'notes' },
  ),
  path(
    'notes/<int:id>/',
    (_, { id }) => {
      const title = notes.get(id)
      return title === undefined ? json({ error: 'no such note' }, { status: 404 }) : json({ id, title })
    },
    { name: 'note' },
  ),
]

const page = `<!doctype html><html lang="en"><title>Notes</title><h1>Notes</h1>
<form method="post" action="/api/notes/"><label>Title <input name="title"></label> <button>Add</button></form>
<p><a href="/api/notes/">All notes as JSON</a>, <a href="/count/">a stream</a>, <a href="/source/">this program</a></p></html>`

const urls = [
  path('', () => html(page), { name: 'home' }),
  path('hello/<str:name>/', (_, { name }) => text(`Hello, ${name}!`), { name: 'hello' }),
  path('source/', () => file(import.meta.filename, { type: 'text/plain; charset=utf-8' })),
  path('count/', () => stream(count())),
  path('api/', include(api, { namespace: 'api' })),
]

async function* count(): AsyncGenerator<string> {
  for (let i = 1; i <= 3; i++) yield `${i}\n`
}

const link: (name: 'api:note', params: { id: number }) => string = (name, params) => reverser(urls)(name, params)

export const app = createApp({ urls, middleware: [accessLog()], debug: process.env['NUAGES_ENV'] !== 'production' })

if (import.meta.main) {
  const server = await serve(app, { port: Number(process.env['PORT'] ?? 8000) })
  process.stdout.write(`Serving on ${server.url} (Ctrl+C stops)\n`)
  process.once('SIGINT', () => void server.close())
}
