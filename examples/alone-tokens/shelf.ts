import { authApp, contentTypesApp, createUser, User } from 'nuages/auth'
import { createApp, include, json, path } from 'nuages/http'
import { createMissingTables } from 'nuages/migrations'
import { connect, field, Model, ormService } from 'nuages/orm'
import { factsService, generateSecretKey } from 'nuages/settings'
import {
  authenticators,
  bearerToken,
  createToken,
  generateJwtKey,
  JsonWebTokens,
  jsonWebTokensService,
  jwt,
  jwtUrls,
  requireAbility,
  tokensApp,
} from 'nuages/tokens'

class Disc extends Model {
  title = field.char({ maxLength: 60 })
}

const apps = [contentTypesApp, authApp, tokensApp, { label: 'shelf', models: { Disc } }]
const { orm } = await connect('sqlite::memory:', {
  models: apps.map(({ label, models = {} }) => ({ label, models })),
})
await createMissingTables({ orm, apps: apps.map(({ label }) => ({ label })) })
await createUser({ username: 'django', password: 'minor swing 1937' })

const discs = [
  path('discs/', {
    get: requireAbility('discs:read', async () => json(await Disc.all().values('title'))),
    post: requireAbility('discs:write', async (request) => {
      const { title } = await request.json<{ title: string }>()
      return json(await Disc.create({ title: String(title) }), { status: 201 })
    }),
  }),
]

const facts = {
  mode: 'development',
  dir: import.meta.dirname,
  secretKey: generateSecretKey(),
  secretKeyFallbacks: [],
  timeZone: 'UTC',
  loginUrl: '/login/',
} as const

const app = createApp({
  urls: [
    path('auth/', include(jwtUrls, { namespace: 'jwt' })),
    path('', include(discs, { middleware: [authenticators([bearerToken(), jwt()])] })),
  ],
  scope: {
    services: new Map<symbol, unknown>([
      [ormService.id, orm],
      [factsService.id, facts],
      [jsonWebTokensService.id, new JsonWebTokens({ keys: [await generateJwtKey()], accessAge: 300 })],
    ]),
  },
})

async function ask(method: string, target: string, body?: object, token?: string) {
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await app.fetch(new Request(`http://localhost${target}`, { method, headers, ...sent }))
  console.log(`${method} ${target}: ${response.status} ${response.headers.get('www-authenticate') ?? ''}`.trim())
  const text = await response.text()
  return text === '' ? null : JSON.parse(text)
}

await ask('GET', '/discs/')
const pair = await ask('POST', '/auth/token/', { username: 'django', password: 'minor swing 1937' })
await ask('POST', '/discs/', { title: 'Nuages' }, pair.accessToken)
const next = await ask('POST', '/auth/refresh/', { refreshToken: pair.refreshToken })

const user = await User.get({ username: 'django' })
const { token } = await createToken(user, { name: 'reader', abilities: ['discs:read'], expires: null })
console.log(await ask('GET', '/discs/', undefined, token))
await ask('POST', '/discs/', { title: 'Dinah' }, token)

// The refresh token was used: it comes a second time, and the log-in is over.
await ask('POST', '/auth/refresh/', { refreshToken: pair.refreshToken })
await ask('POST', '/auth/refresh/', { refreshToken: next.refreshToken })
