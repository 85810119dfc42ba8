/**
 * The server that is attacked, in a process of its own: the newsroom with its admin, and views that take bodies, files and addresses
 * from visitors. Started with an IPC channel; tells its port and the cookies of a person who is logged in, then answers 'report'.
 */
import { join } from 'node:path'
import { createSuperuser } from 'nuages/auth'
import { Form, input } from 'nuages/forms'
import {
  events,
  file,
  html,
  json,
  mount,
  notFound,
  path,
  redirect,
  safeJoin,
  serve,
  setCookie,
  stream,
  text,
} from 'nuages/http'
import { defineProject } from 'nuages/project'
import { isSafeRedirect } from 'nuages/security'
import { testProject } from 'nuages/testing'
import newsroom from '../../../examples/newsroom/nuages.config.ts'

class EveryInput extends Form {
  name = input.char({ maxLength: 50, required: false })
  age = input.integer({ required: false })
  price = input.decimal({ maxDigits: 8, decimalPlaces: 2, required: false })
  size = input.float({ required: false })
  when = input.datetime({ required: false })
  day = input.date({ required: false })
  lasts = input.duration({ required: false })
  mail = input.email({ required: false })
  site = input.url({ required: false })
  address = input.ipAddress({ required: false })
  picture = input.image({ required: false })
  colour = input.choice({ choices: ['red', 'green'], required: false })
  data = input.json({ required: false })
}

const files = join(import.meta.dirname, '..')
const newsroomDir = join(import.meta.dirname, '../../../examples/newsroom')

const fuzzUrls = [
  path('fuzz/form/', async (request) => {
    const form = await EveryInput.from(request)
    return (await form.isValid()) ? json(form.cleaned) : html(form.render(), { status: 400 })
  }),
  path('fuzz/json/', async (request) => json({ ...(await request.json<object>()) })),
  path('fuzz/text/', async (request) => text(`${(await request.text()).length} ${request.url} ${request.ip}`)),
  path('fuzz/upload/', async (request) => {
    const form = await request.form()
    const found: [string, number][] = []
    for (const [, upload] of form.files) found.push([upload.safeName, (await upload.bytes()).length])
    return json({ keys: [...form.keys()].length, files: found })
  }),
  path('fuzz/stream/', (request) =>
    stream(
      (async function* () {
        for (let i = 0; i < 20 && !request.signal.aborted; i++) {
          yield `line ${i}\n`
          await null
        }
      })(),
    ),
  ),
  path('fuzz/events/', () =>
    events(
      (async function* () {
        for (let i = 0; i < 5; i++) yield { event: 'tick', data: { i } }
      })(),
    ),
  ),
  path('fuzz/cookie/', (request) => {
    const response = text('set')
    setCookie(response, 'said', request.query.get('v') ?? '')
    return response
  }),
  path('fuzz/redirect/', (request) => {
    const next = request.query.get('next') ?? '/'
    return redirect(isSafeRedirect(next, { allowedHosts: [request.host] }) ? next : '/')
  }),
  path('fuzz/file/', (request) => {
    let found: string
    try {
      found = safeJoin(files, request.query.get('name') ?? 'fuzz.test.ts')
    } catch {
      return notFound()
    }
    return file(found, { download: request.query.get('name') ?? 'fuzz.txt' })
  }),
  path('fuzz/safe/', (request) =>
    text(String(request.query.size + request.cookies.size + (request.accepts('text/html') ? 1 : 0))),
  ),
  mount('fuzz/mounted/', (request) => new Response(new URL(request.url).pathname)),
]

const { options } = newsroom
const test = await testProject(defineProject({ ...options, urls: [...fuzzUrls, ...(options.urls ?? [])] }), {
  fixtures: ['archive', 'lantern', 'site'].map((name) => join(newsroomDir, 'newsroom/fixtures', `${name}.json`)),
})
const login = { username: 'root', password: 'a-long-password-8' }
await test.run(() => createSuperuser({ ...login, email: 'root@example.org' }))
await test.get('/admin/login/')
await test.post('/admin/login/', { ...login, next: '/admin/' })
const cookies = [...test.client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

const failures: string[] = []
const failed = (where: string) => (error: unknown) =>
  void failures.push(`${where}: ${(error as Error)?.stack ?? String(error)}`)
process.on('uncaughtException', failed('uncaught'))
process.on('unhandledRejection', failed('unhandled'))

const server = await serve(test.project.app, {
  port: 0,
  headersTimeout: 2000,
  requestTimeout: 4000,
  keepAliveTimeout: 1000,
})
process.on('message', (message) => {
  if (message === 'report') report()
  else process.exit(0)
})

function report(): void {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const polluted = Object.keys({}).length + ('polluted' in {} ? 1 : 0)
  const { heapUsed } = process.memoryUsage()
  const sockets = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
  process.send?.({ heapUsed, sockets, polluted, failures: failures.splice(0) })
}

process.send?.({ port: server.port, cookies })
