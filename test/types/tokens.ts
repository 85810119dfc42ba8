import { User } from '../../src/apps/auth/index.ts'
import {
  type Authenticator,
  authenticated,
  bearerToken,
  createToken,
  type JwtOptions,
  requireAbility,
  session,
} from '../../src/apps/tokens/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { json, path } from '../../src/web/http/index.ts'

const user = User.build({ username: 'ann', password: '' })

void createToken(user, { name: 'x', abilities: null, expires: null })
// @ts-expect-error whether it ends is said
void createToken(user, { name: 'x', abilities: null })
// @ts-expect-error what it may do is said
void createToken(user, { name: 'x', expires: null })
// @ts-expect-error abilities are a list
void createToken(user, { name: 'x', abilities: 'all', expires: null })

// The parameters of a route go through.
path(
  'articles/<int:id>/',
  authenticated((_request, { id }: { id: number }) => json(id.toFixed()), { by: [bearerToken()] }),
)
path(
  'articles/<slug:id>/',
  // @ts-expect-error the route gives a text
  authenticated((_request, { id }: { id: number }) => json(id.toFixed()), { by: [bearerToken()] }),
)
path(
  'articles/<int:id>/',
  authenticated(
    requireAbility('articles:write', (_request, { id }: { id: number }) => json(id)),
    { by: [bearerToken(), session()], abilities: ['articles:read'], required: true },
  ),
)
// @ts-expect-error by what?
authenticated(() => json(1), {})
// @ts-expect-error an authenticator is made by a call
authenticated(() => json(1), { by: [bearerToken] })

const own: Authenticator = {
  name: 'own',
  challenge: () => 'Own',
  authenticate: (request) => (request.header('x-own') === null ? null : { user, abilities: [] }),
}
void own
const wrong: Authenticator = {
  ...own,
  // @ts-expect-error a user without abilities is no answer
  authenticate: () => ({ user }),
}
void wrong
// @ts-expect-error there is no such protection
const unsafe: Authenticator = { ...own, protection: 'off' }
void unsafe

const jwt: JwtOptions = { issuer: 'https://news.example', accessAge: 60 }
defineProject({ apps: [], tokens: { prefix: 'news', jwt } })
// @ts-expect-error misspelt
defineProject({ apps: [], tokens: { prefixes: 'news' } })
