/** One contestant of the HTTP comparison, in a process of its own: `node server.ts nuages|node|fastify`. */
import { createServer } from 'node:http'
import { createApp, json, path, serve, text } from '../../src/web/http/index.ts'
import { otherPaths } from './routes.ts'

const which = process.argv[2] ?? 'nuages'

async function start(): Promise<number> {
  if (which === 'node') return bare()
  if (which === 'fastify') return fastify()
  const urls = [
    path('plaintext/', () => text('Hello, World!')),
    path('json/', () => json({ message: 'Hello, World!' })),
    ...[...otherPaths()].map(({ area, leaf }) => path(`${area}/<int:id>/${leaf}/`, () => text(leaf))),
    path('books/<int:id>/', (_, { id }) => json({ id })),
  ]
  return (await serve(createApp({ urls }), { port: 0 })).port
}

/** What the answers cost when nothing is between them and the socket. */
function bare(): Promise<number> {
  const routes: [RegExp, string][] = [...otherPaths()].map(({ area, leaf }) => [
    new RegExp(`^/${area}/([0-9]+)/${leaf}/$`),
    leaf,
  ])
  const byArea = new Map(routes.map((route) => [route[0].source.split('/')[1], route]))
  const server = createServer((request, response) => {
    const url = request.url ?? '/'
    let body = ''
    let type = 'application/json'
    if (url === '/plaintext/') {
      type = 'text/plain; charset=utf-8'
      body = 'Hello, World!'
    } else if (url === '/json/') body = JSON.stringify({ message: 'Hello, World!' })
    else {
      const found = byArea.get(url.split('/')[1]) ?? /^\/books\/([0-9]+)\/$/.exec(url)
      if (found === null) response.statusCode = 404
      else body = JSON.stringify({ id: Number(found[1]) })
    }
    response.writeHead(response.statusCode, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
}

interface FastifyLike {
  get(url: string, handler: (request: { params: { id: string } }, reply: { type(t: string): unknown }) => unknown): void
  listen(options: { port: number; host: string }): Promise<string>
}

async function fastify(): Promise<number> {
  const name = 'fastify'
  const { default: make } = (await import(name)) as { default: () => FastifyLike }
  const app = make()
  app.get('/plaintext/', async (_, reply) => {
    reply.type('text/plain; charset=utf-8')
    return 'Hello, World!'
  })
  app.get('/json/', async () => ({ message: 'Hello, World!' }))
  for (const { area, leaf } of otherPaths()) app.get(`/${area}/:id/${leaf}/`, async () => leaf)
  app.get('/books/:id/', async (request) => ({ id: Number(request.params.id) }))
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}

const port = await start()
process.send?.({ port })
let before = process.cpuUsage()
process.on('message', (message) => {
  // CPU of this process since the last question, in microseconds.
  const used = process.cpuUsage(before)
  before = process.cpuUsage()
  process.send?.({ asked: message, cpu: used.user + used.system })
})
