/** As in production: without 'X-Powered-By', and without entity tags, which nobody else sends for what is made anew. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeApplication } from '../../../src/web/http/index.ts'
import { otherRoutes, peer, type Settings } from './contestant.ts'

type Application = NodeApplication & {
  listen(port: number, host: string, done: () => void): { address(): { readonly port: number } }
}

export async function start(settings: Settings): Promise<number> {
  const app = await application(settings)
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve(server.address().port))
  })
}

export async function application({ others, dir, hub }: Settings): Promise<Application> {
  const { default: express } = await peer('express')
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  type Any = Awaited<ReturnType<typeof peer>>
  for (const { area, leaf } of otherRoutes(others)) {
    app.get(`/${area}/:id/${leaf}/`, (_: Any, response: Any) => response.type('text/plain').send(leaf))
  }
  app.get('/plaintext/', (_: Any, response: Any) => response.type('text/plain').send('Hello, World!'))
  app.get('/json/', (_: Any, response: Any) => response.json({ message: 'Hello, World!' }))
  app.get('/books/:id/', (request: Any, response: Any) => response.json({ id: Number(request.params.id) }))
  app.post('/form/', express.urlencoded({ extended: false }), ({ body }: Any, response: Any) =>
    response.json({ name: body.name, email: body.email }),
  )
  app.get('/wait/', async (_: Any, response: Any) => {
    await sleep(1000)
    response.type('text/plain').send('waited')
  })
  app.get('/events/', (_: Any, response: Any) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.flushHeaders()
    response.once(
      'close',
      hub.listen((data) => void response.write(`data: ${data}\n\n`)),
    )
  })
  app.use('/static', express.static(dir))
  return app
}
