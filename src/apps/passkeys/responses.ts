import { createHash } from 'node:crypto'
import { passkeysErrors } from './errors.ts'

/** What a browser sends, of the shape that `PublicKeyCredential.toJSON()` gives, with nothing in it that was not looked at. */
export interface CredentialResponse {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly clientExtensionResults: Readonly<Record<string, unknown>>
  readonly response: Readonly<Record<string, unknown>> & { readonly clientDataJSON: string }
  /** The challenge that is answered, as its client data has it. */
  readonly challenge: string
}

/** Characters of base64url. A key of 4096 bits with its certificates stays far below. */
const limits = {
  id: 1364,
  clientDataJSON: 8192,
  attestationObject: 65_536,
  authenticatorData: 8192,
  signature: 4096,
  userHandle: 128,
}
type Part = keyof typeof limits

const base64url = /^[A-Za-z0-9_-]+$/
const transportNames = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal', 'cable']

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function part(from: Readonly<Record<string, unknown>>, name: Part): string {
  const value = from[name]
  if (typeof value !== 'string' || value.length > limits[name] || value.length % 4 === 1 || !base64url.test(value))
    throw passkeysErrors.MALFORMED({ part: `its ${name} is no base64url of at most ${limits[name]} characters` })
  return value
}

function common(sent: unknown): {
  id: string
  response: Readonly<Record<string, unknown>>
  clientDataJSON: string
  challenge: string
} {
  if (!isObject(sent) || !isObject(sent['response'])) throw passkeysErrors.MALFORMED({ part: 'it has no response' })
  const id = part(sent, 'id')
  if (sent['rawId'] !== undefined && sent['rawId'] !== id)
    throw passkeysErrors.MALFORMED({ part: 'id and rawId differ' })
  if (sent['type'] !== 'public-key') throw passkeysErrors.MALFORMED({ part: 'its type is not public-key' })
  const { response } = sent
  const clientDataJSON = part(response, 'clientDataJSON')
  return { id, response, clientDataJSON, challenge: challengeOf(clientDataJSON) }
}

/** The challenge in client data. Answers that were given inside of another site's page are refused here: the standard leaves that to us. */
function challengeOf(clientDataJSON: string): string {
  let data: unknown
  try {
    data = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(clientDataJSON, 'base64url')))
  } catch (cause) {
    throw passkeysErrors.MALFORMED({ part: 'its clientDataJSON is no JSON' }, { cause })
  }
  if (!isObject(data) || typeof data['challenge'] !== 'string')
    throw passkeysErrors.MALFORMED({ part: 'it has no challenge' })
  if (data['crossOrigin'] === true || data['topOrigin'] !== undefined)
    throw passkeysErrors.MALFORMED({ part: 'it was given in a frame of another site' })
  return data['challenge']
}

/** Reads the answer to a registration. Throws `NUAGES_PASSKEYS_MALFORMED`. */
export function readRegistration(
  sent: unknown,
): CredentialResponse & { readonly transports: readonly string[]; readonly discoverable: boolean | null } {
  const { id, response, clientDataJSON, challenge } = common(sent)
  const told = Array.isArray(response['transports']) ? (response['transports'] as readonly unknown[]) : []
  const transports = transportNames.filter((name) => told.includes(name))
  return {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON, attestationObject: part(response, 'attestationObject'), transports },
    challenge,
    transports,
    discoverable: residentKeyOf(sent as Readonly<Record<string, unknown>>),
  }
}

function residentKeyOf(sent: Readonly<Record<string, unknown>>): boolean | null {
  const results = sent['clientExtensionResults']
  const properties = isObject(results) ? results['credProps'] : undefined
  const known = isObject(properties) ? properties['rk'] : undefined
  return typeof known === 'boolean' ? known : null
}

/** Reads the answer to a log-in. Throws `NUAGES_PASSKEYS_MALFORMED`. */
export function readAssertion(sent: unknown): CredentialResponse & { readonly userHandle: string | null } {
  const { id, response, clientDataJSON, challenge } = common(sent)
  const userHandle =
    response['userHandle'] === undefined || response['userHandle'] === null ? null : part(response, 'userHandle')
  return {
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON,
      authenticatorData: part(response, 'authenticatorData'),
      signature: part(response, 'signature'),
      ...(userHandle !== null && { userHandle }),
    },
    challenge,
    userHandle,
  }
}

/** SHA-256 of a text, as 43 characters of base64url. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
