import { setTimeout as sleep } from 'node:timers/promises'
import { otherRoutes, peer, type Settings } from './contestant.ts'

export async function start({ others, dir, hub }: Settings): Promise<number> {
  const { Hono } = await peer('hono')
  const { streamSSE } = await peer('hono/streaming')
  const { serve } = await peer('@hono/node-server')
  const { serveStatic } = await peer('@hono/node-server/serve-static')
  const app = new Hono()
  type Context = Awaited<ReturnType<typeof peer>>
  for (const { area, leaf } of otherRoutes(others)) app.get(`/${area}/:id/${leaf}/`, (c: Context) => c.text(leaf))
  app.get('/plaintext/', (c: Context) => c.text('Hello, World!'))
  app.get('/json/', (c: Context) => c.json({ message: 'Hello, World!' }))
  app.get('/books/:id/', (c: Context) => c.json({ id: Number(c.req.param('id')) }))
  app.post('/form/', async (c: Context) => {
    const { name, email } = await c.req.parseBody()
    return c.json({ name, email })
  })
  app.post('/upload/', async (c: Context) => c.json({ size: (await c.req.parseBody()).file.size }))
  app.get('/wait/', async (c: Context) => {
    await sleep(1000)
    return c.text('waited')
  })
  app.get('/events/', (c: Context) =>
    streamSSE(c, async (stream: Context) => {
      for await (const data of hub.texts()) await stream.writeSSE({ data })
    }),
  )
  app.get('/static/*', serveStatic({ root: dir, rewriteRequestPath: (path: string) => path.replace(/^\/static/, '') }))
  return new Promise((resolve) => {
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: { port: number }) => resolve(port))
  })
}
