import { IntegrityError } from '../../data/orm/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, recordAuthEvent, userKey } from '../auth/index.ts'
import { attestedNothing } from './attestation.ts'
import { dropChallenges, newChallenge, takeChallenge } from './challenges.ts'
import { passkeysErrors } from './errors.ts'
import { handleOf } from './handles.ts'
import { Passkey } from './models.ts'
import { makeOf, tidyName } from './names.ts'
import { relyingParty } from './relying-party.ts'
import { digestOf, readRegistration } from './responses.ts'
import { mostPasskeys, patience, settings } from './settings.ts'
import { algorithms, loadWebAuthn } from './webauthn.ts'

/** What `PublicKeyCredential.parseCreationOptionsFromJSON` takes. */
export type CreationOptions = Readonly<Record<string, unknown>>

/**
 * Begins to add a passkey to a user: what the browser is to be asked, with a challenge that this session has to answer within five minutes. Those
 * the user has are left out, so that no authenticator gets a second one. Throws `NUAGES_PASSKEYS_TOO_MANY`, `…_NO_RELYING_PARTY`, `…_NO_PACKAGE`.
 */
export async function registrationOptions(request: HttpRequest, user: AnyUser): Promise<CreationOptions> {
  const { id, name } = relyingParty(request)
  // Before the browser makes a passkey that cannot be taken.
  await loadWebAuthn()
  const passkeys = await passkeysOf(user)
  if (passkeys.length >= mostPasskeys) throw passkeysErrors.TOO_MANY({ limit: mostPasskeys })
  const { userVerification = 'required' } = settings()
  return {
    rp: { id, name },
    user: { id: await handleOf(user), name: user.username, displayName: user.fullName || user.username },
    challenge: await newChallenge(request, 'register', String(user.pk)),
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: patience * 1000,
    excludeCredentials: passkeys.map(descriptorOf),
    authenticatorSelection: {
      // A key that cannot be found without a name is of use as a second factor.
      residentKey: 'preferred',
      requireResidentKey: false,
      userVerification,
    },
    attestation: 'none',
    extensions: { credProps: true },
  }
}

/**
 * Adds the passkey that the browser made, and keeps its public key. `sent` is what `PublicKeyCredential.toJSON()` gives. Throws the coded errors of
 * `passkeysErrors`; nothing was added then.
 */
export async function registerPasskey(
  request: HttpRequest,
  user: AnyUser,
  sent: unknown,
  { name = '' }: { readonly name?: string } = {},
): Promise<Passkey> {
  const { id: rpId, origins } = relyingParty(request)
  const answer = await readOrDrop(request, sent)
  await takeChallenge(request, { ceremony: 'register', challenge: answer.challenge, user: String(user.pk) })
  const { verifyRegistrationResponse } = await loadWebAuthn()
  const { userVerification = 'required' } = settings()
  const found = await refusing(async () => {
    const response = { ...answer, response: await attestedNothing(answer.response) }
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: answer.challenge,
      expectedOrigin: [...origins],
      expectedRPID: rpId,
      requireUserVerification: userVerification === 'required',
      supportedAlgorithmIDs: [...algorithms],
    })
    return verified ? registrationInfo : undefined
  })
  if (found === undefined || found.credential.id !== answer.id)
    throw passkeysErrors.REFUSED({ reason: 'its id is not the one that it attests' })
  const passkey = Passkey.build({
    user: userKey(user),
    name: tidyName(name) || makeOf(found.aaguid),
    credentialId: answer.id,
    credentialDigest: digestOf(answer.id),
    publicKey: Buffer.from(found.credential.publicKey).toString('base64url'),
    signCount: BigInt(found.credential.counter),
    transports: [...answer.transports],
    aaguid: found.aaguid,
    backedUp: found.credentialBackedUp,
    discoverable: answer.discoverable,
  })
  await save(passkey)
  await recordAuthEvent('passkeyAdded', { request, user, data: { passkey: passkey.pk } })
  return passkey
}

/** The passkeys of a user, oldest first. */
export async function passkeysOf(user: AnyUser): Promise<readonly Passkey[]> {
  return await Passkey.filter({ user: userKey(user) })
}

/** A passkey as browsers are told of it. */
export function descriptorOf({ credentialId, transports }: Passkey): Readonly<Record<string, unknown>> {
  return { type: 'public-key', id: credentialId, transports }
}

async function readOrDrop(request: HttpRequest, sent: unknown): Promise<ReturnType<typeof readRegistration>> {
  try {
    return readRegistration(sent)
  } catch (error) {
    await dropChallenges(request, 'register')
    throw error
  }
}

async function save(passkey: Passkey): Promise<void> {
  if (await Passkey.filter({ credentialDigest: passkey.credentialDigest }).exists())
    throw passkeysErrors.ALREADY_ADDED()
  try {
    await passkey.save()
  } catch (cause) {
    if (cause instanceof IntegrityError) throw passkeysErrors.ALREADY_ADDED(undefined, { cause })
    throw cause
  }
}

/** What the library throws about what was sent becomes one coded error. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw passkeysErrors.REFUSED({ reason: 'it did not pass the checks' }, { cause })
  }
}
