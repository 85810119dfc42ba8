import cookieParser from 'cookie-parser'
import express from 'express'
import {
  accessLog,
  createApp,
  fromConnect,
  fromNode,
  html,
  mount,
  nodeRequest,
  path,
  reverser,
  serve,
} from 'nuages/http'

const books = new Map([[1, 'Nuages']])

// What was there: an Express application with a body parser, cookies and a router of its own.
const api = express.Router()
api.get('/:id', (req, res, next) => {
  const title = books.get(Number(req.params.id))
  if (title === undefined) next()
  else res.json({ id: Number(req.params.id), title, url: req.originalUrl })
})
api.post('/', (req, res) => {
  const id = books.size + 1
  books.set(id, String(req.body.title))
  res.cookie('last', id).location(`${req.baseUrl}/${id}`).status(201).json({ id })
})
const legacy = express().use(express.json(), express.urlencoded({ extended: false }))
legacy.use('/books', api)

// What stands around it, and what has moved already: the page of a book.
const urls = [
  path(
    '',
    (request): Response => {
      const { cookies } = nodeRequest(request) as { cookies?: { last?: string } }
      const list = [...books.keys()].map((id) => `<li><a href="${link('book', { id })}">Book ${id}</a>`)
      return html(
        `<h1>Books</h1><ul>${list.join('')}</ul><p>The last one that you added: ${Number(cookies?.last ?? 0)}</p>`,
      )
    },
    { name: 'home' },
  ),
  path('books/<int:id>/', (_request, { id }) => html(`<h1>Book ${id}</h1><a href="/old/books/${id}">as JSON</a>`), {
    name: 'book',
  }),
  mount('/old/', fromNode(legacy)),
]
const link: (name: 'book', params: { id: number }) => string = (name, params) => reverser(urls)(name, params)

export const app = createApp({ urls, middleware: [accessLog(), fromConnect(cookieParser())] })

if (import.meta.main) {
  const server = await serve(app, { port: Number(process.env['PORT'] ?? 8000) })
  process.stdout.write(`Serving on ${server.url} (Ctrl+C stops)\n`)
  process.once('SIGINT', () => void server.close())
}
