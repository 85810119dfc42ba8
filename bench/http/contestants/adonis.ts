/** AdonisJS's HTTP server and router; what reads bodies and serves files are packages of their own there. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { otherRoutes, peer, type Settings } from './contestant.ts'

export async function start({ others, hub }: Settings): Promise<number> {
  const { ServerFactory } = await peer('@adonisjs/http-server/factories')
  const { AppFactory } = await peer('@adonisjs/application/factories')
  const app = new AppFactory().create(new URL('./', import.meta.url), () => {})
  await app.init()
  const server = new ServerFactory().merge({ app }).create()
  const router = server.getRouter()
  type Context = Awaited<ReturnType<typeof peer>>
  for (const { area, leaf } of otherRoutes(others)) router.get(`/${area}/:id/${leaf}`, () => leaf)
  router.get('/plaintext', () => 'Hello, World!')
  router.get('/json', () => ({ message: 'Hello, World!' }))
  router.get('/books/:id', ({ params }: Context) => ({ id: Number(params.id) }))
  router.get('/wait', async () => {
    await sleep(1000)
    return 'waited'
  })
  router.get('/events', ({ response: { response } }: Context) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.flushHeaders()
    return new Promise((resolve) => {
      const stop = hub.listen((data) => void response.write(`data: ${data}\n\n`))
      response.once('close', () => resolve(stop()))
    })
  })
  await server.boot()
  const http = createServer(server.handle.bind(server))
  return new Promise((resolve) => {
    http.listen(0, '127.0.0.1', () => resolve((http.address() as AddressInfo).port))
  })
}
