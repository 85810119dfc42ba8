import { isIP } from 'node:net'
import type { HttpRequest } from '../../web/http/index.ts'
import { hostAllowed, splitHost } from '../../web/security/index.ts'
import { passkeysErrors } from './errors.ts'
import { type PasskeysOptions, type PasskeysSettings, settings } from './settings.ts'

/** Whom passkeys are for, as WebAuthn has it: https://www.w3.org/TR/webauthn-3/#relying-party. */
export interface RelyingParty {
  readonly id: string
  readonly name: string
  readonly origins: readonly string[]
}

/** The settings that options make, with what the project knows beside them. Throws `NUAGES_PASSKEYS_BAD_RELYING_PARTY`. */
export function passkeysSettings(
  options: PasskeysOptions,
  { allowedHosts }: Pick<PasskeysSettings, 'allowedHosts'>,
): PasskeysSettings {
  if (options.rpId !== undefined) checkOrigins(options.origins, options.rpId)
  return { ...options, allowedHosts }
}

function checkOrigins(origins: readonly string[] | undefined, rpId: string): void {
  for (const origin of origins ?? [])
    if (!isOriginOf(origin, rpId)) throw passkeysErrors.BAD_RELYING_PARTY({ origin, rpId })
}

const isLocal = (domain: string) => domain === 'localhost' || domain.endsWith('.localhost')

/**
 * The relying party that a request is for: what the options say, and the host of the request for the rest, where the project answers to it by name. Throws
 * `NUAGES_PASSKEYS_NO_RELYING_PARTY` for a host that could be anybody's, and `…_BAD_RELYING_PARTY` for options that cannot work.
 */
export function relyingParty(request: HttpRequest): RelyingParty {
  const { rpId, rpName, origins } = settings()
  const id = rpId ?? trustedDomain(request)
  checkOrigins(origins, id)
  return { id, name: rpName ?? id, origins: origins ?? originsOf(request, id) }
}

/** Can passkeys be used at the address of this request at all? Pages leave their buttons out where not. */
export function isUsable(request: HttpRequest): boolean {
  const { rpId } = settings()
  return rpId !== undefined || domainOf(request) !== null
}

function trustedDomain(request: HttpRequest): string {
  const domain = domainOf(request)
  if (domain === null) throw passkeysErrors.NO_RELYING_PARTY({ host: request.host.slice(0, 100) })
  return domain
}

/** The domain of the request, where the project answers to it by name: under '*' it is only what the client says. */
function domainOf(request: HttpRequest): string | null {
  const [domain] = splitHost(request.host)
  if (domain === '' || domain.startsWith('[') || isIP(domain) !== 0) return null
  const named = settings().allowedHosts.filter((host) => host !== '*')
  return hostAllowed(request.host, named) || (request.debug && isLocal(domain)) ? domain : null
}

/** Passkeys work in secure contexts only: https, and this machine by its name. */
function originsOf(request: HttpRequest, id: string): readonly string[] {
  const [domain, port] = splitHost(request.host)
  if (domain !== id && !domain.endsWith(`.${id}`)) return []
  if (settings().rpId !== undefined && domainOf(request) === null) return [`https://${id}`]
  const host = port === '' ? domain : `${domain}:${port}`
  const schemes = isLocal(domain) ? ['https', 'http'] : ['https']
  return schemes.map((scheme) => new URL(`${scheme}://${host}`).origin)
}

function isOriginOf(origin: string, id: string): boolean {
  const url = URL.parse(origin)
  if (url === null || url.origin !== origin) return false
  return url.hostname === id || url.hostname.endsWith(`.${id}`)
}
