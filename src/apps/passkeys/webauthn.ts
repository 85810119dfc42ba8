import { passkeysErrors } from './errors.ts'

/** What is used of @simplewebauthn/server, written down here so that types need no optional package either. */
interface WebAuthn {
  verifyRegistrationResponse(options: {
    readonly response: unknown
    readonly expectedChallenge: string
    readonly expectedOrigin: string[]
    readonly expectedRPID: string
    readonly requireUserVerification: boolean
    readonly supportedAlgorithmIDs: number[]
  }): Promise<{ readonly verified: boolean; readonly registrationInfo?: RegistrationInfo }>
  verifyAuthenticationResponse(options: {
    readonly response: unknown
    readonly expectedChallenge: string
    readonly expectedOrigin: string[]
    readonly expectedRPID: string
    readonly requireUserVerification: boolean
    readonly credential: { readonly id: string; readonly publicKey: Uint8Array; readonly counter: number }
  }): Promise<{ readonly verified: boolean; readonly authenticationInfo: AuthenticationInfo }>
}

interface RegistrationInfo {
  readonly aaguid: string
  readonly credential: { readonly id: string; readonly publicKey: Uint8Array; readonly counter: number }
  readonly userVerified: boolean
  readonly credentialBackedUp: boolean
}

interface AuthenticationInfo {
  readonly newCounter: number
  readonly userVerified: boolean
  readonly credentialBackedUp: boolean
}

interface WebAuthnHelpers {
  decodeAttestationObject(bytes: Uint8Array): { get(name: 'authData'): unknown }
}

const packageName = '@simplewebauthn/server'

/** Loads a part of the package; it is no literal, so that neither types nor bundlers ask for what is optional. */
async function load<T>(part: string): Promise<T> {
  try {
    return (await import(part)) as T
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw passkeysErrors.NO_PACKAGE({ package: packageName }, { cause })
  }
}

export const loadWebAuthn = (): Promise<WebAuthn> => load<WebAuthn>(packageName)
export const loadHelpers = (): Promise<WebAuthnHelpers> => load<WebAuthnHelpers>(`${packageName}/helpers`)

/** EdDSA, ES256, RS256: https://www.iana.org/assignments/cose/cose.xhtml#algorithms. */
export const algorithms: readonly number[] = Object.freeze([-8, -7, -257])
