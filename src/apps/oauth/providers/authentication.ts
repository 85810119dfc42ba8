import type { CommonOptions } from './description.ts'
import type { OpenIdClient } from './library.ts'

/** A description with what the environment says. */
export type Registered<D extends CommonOptions> = D & { readonly clientId: string }

export const defaultTimeout = 10

/** How the token endpoint is shown who asks (RFC 6749 §2.3.1). */
export function clientAuthentication(client: OpenIdClient, options: CommonOptions) {
  const { clientSecret, clientAuthentication: way = clientSecret === undefined ? 'none' : 'post' } = options
  if (way === 'none') return client.None()
  return way === 'basic' ? client.ClientSecretBasic(clientSecret) : client.ClientSecretPost(clientSecret)
}
