import { httpErrors } from '../../../web/http/index.ts'
import { oauthSettings, type Provider } from '../options.ts'

/** The provider of a name in the address; another one is 404. */
export function providerNamed(name: string): Provider {
  const provider = oauthSettings().providers.get(name)
  if (provider === undefined) throw httpErrors.NOT_FOUND({ what: 'such a provider' })
  return provider
}
