import { oauthErrors } from '../errors.ts'

export type OpenIdClient = typeof import('openid-client')

/** Loaded when somebody first logs in with a provider. The name is no literal, so that neither types nor bundlers ask for what is optional. */
export async function openIdClient(packageName = 'openid-client'): Promise<OpenIdClient> {
  try {
    return (await import(packageName)) as OpenIdClient
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw oauthErrors.NO_PACKAGE(undefined, { cause })
  }
}
