import { setTimeout as sleep } from 'node:timers/promises'
import { otherRoutes, peer, type Settings } from './contestant.ts'

export async function start({ others, dir, hub }: Settings): Promise<number> {
  const app = (await peer('fastify')).default()
  app.register((await peer('@fastify/formbody')).default)
  app.register((await peer('@fastify/multipart')).default, { limits: { fileSize: 10_000_000 } })
  app.register((await peer('@fastify/static')).default, { root: dir, prefix: '/static/' })
  for (const { area, leaf } of otherRoutes(others)) app.get(`/${area}/:id/${leaf}/`, async () => leaf)
  app.get('/plaintext/', async (_: never, reply: { type(name: string): void }) => {
    reply.type('text/plain; charset=utf-8')
    return 'Hello, World!'
  })
  app.get('/json/', async () => ({ message: 'Hello, World!' }))
  app.get('/books/:id/', async (request: { params: { id: string } }) => ({ id: Number(request.params.id) }))
  app.post('/form/', async ({ body }: { body: Record<string, string> }) => ({
    name: body['name'],
    email: body['email'],
  }))
  app.post('/upload/', async (request: { file(): Promise<{ toBuffer(): Promise<Buffer> }> }) => {
    const file = await request.file()
    return { size: (await file.toBuffer()).length }
  })
  app.get('/wait/', async () => {
    await sleep(1000)
    return 'waited'
  })
  app.get('/events/', (_: never, reply: { hijack(): void; raw: import('node:http').ServerResponse }) => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    reply.raw.flushHeaders()
    reply.raw.once(
      'close',
      hub.listen((data) => void reply.raw.write(`data: ${data}\n\n`)),
    )
  })
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}
