import type { Configuration, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client'
import type { OAuthTokens } from '../identity.ts'
import type { FlowSecrets } from './client.ts'
import type { OpenIdClient } from './library.ts'

/** The address that the browser is sent to, with PKCE (RFC 7636) by SHA-256. */
export async function authorizationUrl(
  client: OpenIdClient,
  config: Configuration,
  secrets: FlowSecrets,
  more: Readonly<Record<string, string>>,
): Promise<string> {
  const url = client.buildAuthorizationUrl(config, {
    ...more,
    response_type: 'code',
    redirect_uri: secrets.redirectUri,
    state: secrets.state,
    code_challenge: await client.calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: 'S256',
  })
  return url.href
}

/** Checks state and issuer of an answer, and redeems its code. */
export function redeem(
  client: OpenIdClient,
  config: Configuration,
  query: URLSearchParams,
  secrets: FlowSecrets,
  nonce?: string,
): Promise<TokenEndpointResponse & TokenEndpointResponseHelpers> {
  // Not the address of the request: the provider compares it with the one that it was asked with.
  const url = new URL(secrets.redirectUri)
  url.search = query.toString()
  return client.authorizationCodeGrant(config, url, {
    expectedState: secrets.state,
    pkceCodeVerifier: secrets.verifier,
    ...(nonce !== undefined && { expectedNonce: nonce }),
  })
}

export function tokensOf(answer: TokenEndpointResponse & TokenEndpointResponseHelpers): OAuthTokens {
  const seconds = answer.expiresIn()
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresAt: seconds === undefined ? null : new Date(Date.now() + seconds * 1000),
    scope: answer.scope ?? '',
  }
}
