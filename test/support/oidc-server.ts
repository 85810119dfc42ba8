import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'

/** Somebody with an account at the provider. */
export interface ProviderAccount {
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
  readonly preferred_username?: string
}

/** An OpenID Connect provider of npm's oidc-provider on a free port of this machine: whoever comes is logged in as `person`, or says no. */
export interface OidcServer extends AsyncDisposable {
  readonly issuer: string
  readonly accounts: Map<string, ProviderAccount>
  /** The subject that logs in next. */
  person: string
  /** Says no to the consent. */
  denies: boolean
  /** How they show there who they are. */
  amr: readonly string[]
  close(): Promise<void>
}

export const clientId = 'site'
export const clientSecret = 'a-secret-of-the-site-for-tests-only-0123456789'

export async function oidcServer(redirectUris: readonly string[], port = 0): Promise<OidcServer> {
  const http = createServer()
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const state = {
    issuer,
    accounts: new Map<string, ProviderAccount>(),
    person: 'ann',
    denies: false,
    amr: [] as readonly string[],
    close: async () => {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
    [Symbol.asyncDispose]: () => state.close(),
  }
  const { warn } = console
  console.warn = () => {}
  const provider = new Provider(issuer, configuration(state, redirectUris))
  const answer = provider.callback()
  console.warn = warn
  http.on('request', async (request, response) => {
    if (!request.url!.startsWith('/interaction/')) return answer(request, response)
    const { prompt, params, grantId } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login') {
      const login = { accountId: state.person, amr: [...state.amr] }
      return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
    }
    if (state.denies) {
      const no = { error: 'access_denied', error_description: '<b>the person said no</b>' }
      return provider.interactionFinished(request, response, no, { mergeWithLastSubmission: false })
    }
    const grant =
      (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
      new provider.Grant({ accountId: state.person, clientId: String(params['client_id']) })
    grant.addOIDCScope(String(params['scope']))
    const consent = { grantId: await grant.save() }
    return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true })
  })
  return state
}

function configuration(
  state: { readonly accounts: Map<string, ProviderAccount> },
  redirectUris: readonly string[],
): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['only-for-tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...state.accounts.get(id), sub: id }) }),
  }
}
