import { createApp, path, text, type View } from 'nuages/http'
import { CookieSessionStore, FileSessionStore, rotateSession, sessions } from 'nuages/sessions'

const key = process.env['SECRET_KEY'] ?? 'only-for-this-example'
const [kind, dir = './sessions'] = (process.argv[2] ?? 'cookie:').split(/:(.*)/s)
const store = kind === 'file' ? new FileSessionStore({ dir, key }) : new CookieSessionStore({ key, encrypt: true })

const add: View<{ fruit: string }> = async (request, { fruit }) => {
  const count = (await request.session.get<number>(fruit)) ?? 0
  await request.session.set(fruit, count + 1)
  return text(`${count + 1} × ${fruit}`)
}
const basket: View = async (request) => text((await request.session.keys()).join(', ') || 'nothing')
const enter: View = async (request) => {
  await rotateSession(request, { restart: true })
  await request.session.set('user', 'django')
  return text('welcome')
}

const app = createApp({
  urls: [path('add/<slug:fruit>/', add), path('basket/', basket), path('enter/', enter)],
  middleware: [sessions({ store, idleTimeout: 3600, absoluteTimeout: 86_400 })],
})

let cookie = ''
async function visit(address: string, sent = cookie): Promise<string> {
  const response = await app.fetch(new Request(`https://example.org/${address}`, { headers: { cookie: sent } }))
  cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
  return response.text()
}

console.log(await visit('add/apple/'))
const anonymous = cookie
console.log((await Promise.all([visit('add/pear/', anonymous), visit('add/plum/', anonymous)])).join(', '))
console.log(`in the basket: ${await visit('basket/')}`)
console.log(await visit('enter/'))
console.log(`after the login: ${await visit('basket/')}`)
console.log(`by the key from before: ${await visit('basket/', anonymous)}`)
