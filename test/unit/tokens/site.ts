import { createUser, credentialOf, requireLogin, type User } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import {
  authenticated,
  authenticators,
  basic,
  bearerToken,
  identifiedBy,
  jwt,
  jwtUrls,
  requireAbility,
  session,
  type TokensOptions,
  tokensApp,
} from '../../../src/apps/tokens/index.ts'
import { defineProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { type HttpRequest, include, json, path, text } from '../../../src/web/http/index.ts'

export const password = 'correct horse battery'

/** Says whose request it is, and by what. */
export async function whoami(request: HttpRequest): Promise<Response> {
  const { kind, abilities } = credentialOf(request)
  return json({ user: String(await request.user), kind, abilities })
}

const all = () => [bearerToken(), jwt(), basic(), session()]

export const urls = [
  path('whoami/', authenticated(whoami, { by: all() })),
  path('open/', authenticated(whoami, { by: all(), required: false })),
  path('tokens-only/', authenticated(whoami, { by: [bearerToken()] })),
  path(
    'jwt-only/',
    authenticated(() => text('no user asked for'), { by: [jwt()] }),
  ),
  path('jwt-checked/', authenticated(whoami, { by: [jwt({ checkUser: true })] })),
  path('basic-only/', authenticated(whoami, { by: [basic()] })),
  path('write/', authenticated(whoami, { by: all(), abilities: ['articles:write'] })),
  path('change/', authenticated(requireAbility('auth.change_user', whoami), { by: all() })),
  path(
    'name/',
    authenticated((request) => text(identifiedBy(request)?.token?.name ?? ''), { by: all() }),
  ),
  path('api/', include([path('whoami/', whoami)], { middleware: [authenticators(all())] })),
  path('auth/', include(jwtUrls, { namespace: 'jwt' })),
  path('inside/', requireLogin(authenticated(whoami, { by: all() }))),
  path('plain/', whoami),
]

/** A project with tokens and one user, 'ann'. */
export async function tokensSite(
  tokens: TokensOptions = {},
  more: Partial<ProjectOptions> = {},
  databases?: Record<string, string>,
): Promise<{ site: TestProject; ann: User }> {
  const project = defineProject({
    apps: [tokensApp, sessionsApp],
    urls,
    tokens,
    loginUrl: '/login/',
    ...more,
  })
  const site = await testProject(project, databases === undefined ? {} : { databases })
  const ann = await site.run(() => createUser({ username: 'ann', password }))
  return { site, ann }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
export const basicHeader = (name: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`,
})
