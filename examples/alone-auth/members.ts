import { accountsApp, accountUrls } from 'nuages/accounts'
import { createUser, requireLogin } from 'nuages/auth'
import { html, include, path } from 'nuages/http'
import { createMissingTables, migrate } from 'nuages/migrations'
import { defineProject, migrationApps, openProject } from 'nuages/project'

const inside = requireLogin(async (request) => html(`<h1>Hello ${(await request.user).username}</h1>`))

/** Users, a log-in page and a page for members. `serve(definition)` of nuages/project would serve it. */
const definition = defineProject({
  apps: [accountsApp],
  urls: [
    path('', () => html('<p><a href="/inside/">For members</a></p>')),
    path('inside/', inside),
    path('account/', include(accountUrls, { namespace: 'accounts' })),
  ],
  accounts: { registration: 'closed' },
  mail: 'console:',
  log: { level: 'warn' },
})

const project = await openProject(definition, { databases: { default: process.argv[2] ?? 'sqlite::memory:' } })
const { orm } = project
await project.run(async () => {
  await migrate({ orm, apps: migrationApps(project) })
  await createMissingTables({ orm, apps: project.apps })
  await createUser({ username: 'ida', email: 'ida@example.org', password: 'six strings and a wooden box' })
})

/** A visitor: remembers cookies, and sends forms and JSON. */
const cookies = new Map<string, string>()
async function visit(address: string, sent?: Readonly<Record<string, string>>): Promise<Response> {
  const response = await project.fetch(
    new Request(`http://localhost${address}`, {
      method: sent === undefined ? 'GET' : 'POST',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'sec-fetch-site': 'same-origin',
        ...(sent !== undefined && { accept: 'application/json', 'content-type': 'application/json' }),
      },
      ...(sent !== undefined && { body: JSON.stringify(sent) }),
    }),
  )
  for (const cookie of response.headers.getSetCookie()) {
    const [name, value] = cookie.split(';')[0]!.split('=') as [string, string]
    if (/max-age=0/i.test(cookie)) cookies.delete(name)
    else cookies.set(name, value)
  }
  return response
}

const page = '/account/login/?next=/inside/'
console.log(`a stranger is sent to ${(await visit('/inside/')).headers.get('location')}`)
console.log(await (await visit(page, { username: 'ida', password: 'wrong' })).text())
console.log(await (await visit(page, { username: 'ida', password: 'six strings and a wooden box' })).text())
console.log(await (await visit('/inside/')).text())
await visit('/account/logout/', {})
console.log(`afterwards: ${(await visit('/inside/')).status}`)
await project.close()
