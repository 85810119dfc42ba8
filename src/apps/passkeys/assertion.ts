import { constantTimeEqual } from '../../base/signing/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { type AnyUser, recordAuthEvent } from '../auth/index.ts'
import { type Ceremony, dropChallenges, newChallenge, takeChallenge } from './challenges.ts'
import { passkeysErrors } from './errors.ts'
import { existingHandle } from './handles.ts'
import { Passkey } from './models.ts'
import { descriptorOf, passkeysOf, refusing } from './registration.ts'
import { relyingParty } from './relying-party.ts'
import { digestOf, readAssertion } from './responses.ts'
import { patience, settings } from './settings.ts'
import { loadWebAuthn } from './webauthn.ts'

/** What `PublicKeyCredential.parseRequestOptionsFromJSON` takes. */
export type RequestOptions = Readonly<Record<string, unknown>>

/**
 * Begins a log-in: what the browser is to be asked. It is the same for everybody, as nobody has said yet who they are. Throws
 * `NUAGES_PASSKEYS_NO_RELYING_PARTY`.
 */
export async function loginOptions(request: HttpRequest): Promise<RequestOptions> {
  const { userVerification = 'required' } = settings()
  return options(request, { challenge: await newChallenge(request, 'login', null), allow: [], userVerification })
}

/**
 * Begins to ask a known user for a passkey: as a second factor, or to show once more who they are. Only that user's passkeys will do. `verify`: the
 * authenticator has to make sure who holds it.
 */
export async function confirmOptions(
  request: HttpRequest,
  user: AnyUser,
  { verify = false }: { readonly verify?: boolean } = {},
): Promise<RequestOptions> {
  const challenge = await newChallenge(request, 'confirm', String(user.pk))
  const allow = await passkeysOf(user)
  return options(request, { challenge, allow, userVerification: verify ? 'required' : 'discouraged' })
}

function options(
  request: HttpRequest,
  {
    challenge,
    allow,
    userVerification,
  }: { readonly challenge: string; readonly allow: readonly Passkey[]; readonly userVerification: string },
): RequestOptions {
  const { id } = relyingParty(request)
  return { challenge, rpId: id, allowCredentials: allow.map(descriptorOf), timeout: patience * 1000, userVerification }
}

/** Who has shown a passkey, and how well. */
export interface Asserted {
  readonly user: AnyUser
  readonly passkey: Passkey
  /** The authenticator has made sure who holds it: two factors in one. */
  readonly userVerified: boolean
}

/**
 * Checks the answer to a log-in, and says whose passkey it is; it logs nobody in yet: `signIn` does. `sent` is what `PublicKeyCredential.toJSON()` gives.
 * Throws the coded errors of `passkeysErrors`, whose differences are for the log: a page should say the same for each.
 */
export async function checkLogin(request: HttpRequest, sent: unknown): Promise<Asserted> {
  const { userVerification = 'required' } = settings()
  return check(request, sent, { ceremony: 'login', expected: null, verify: userVerification === 'required' })
}

/** Checks the answer of a known user (`confirmOptions`). Like `checkLogin` otherwise. */
export async function checkConfirmation(
  request: HttpRequest,
  user: AnyUser,
  sent: unknown,
  { verify = false }: { readonly verify?: boolean } = {},
): Promise<Asserted> {
  return check(request, sent, { ceremony: 'confirm', expected: user, verify })
}

interface Wanted {
  readonly ceremony: Ceremony
  readonly expected: AnyUser | null
  readonly verify: boolean
}

async function check(request: HttpRequest, sent: unknown, { ceremony, expected, verify }: Wanted): Promise<Asserted> {
  const { id: rpId, origins } = relyingParty(request)
  const answer = await readOrDrop(request, sent, ceremony)
  const { challenge } = answer
  await takeChallenge(request, { ceremony, challenge, user: expected === null ? null : String(expected.pk) })
  const { passkey, user } = await owned(answer, expected)
  const { verifyAuthenticationResponse } = await loadWebAuthn()
  const { verified, authenticationInfo } = await refusing(() =>
    verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: [...origins],
      expectedRPID: rpId,
      requireUserVerification: verify,
      // The counter is looked at here, once it is known who counted.
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: -1,
      },
    }),
  )
  if (!verified) throw passkeysErrors.REFUSED({ reason: 'its signature is wrong' })
  await used(request, {
    user,
    passkey,
    counter: BigInt(authenticationInfo.newCounter),
    backedUp: authenticationInfo.credentialBackedUp,
  })
  return { user, passkey, userVerified: authenticationInfo.userVerified }
}

async function readOrDrop(
  request: HttpRequest,
  sent: unknown,
  ceremony: Ceremony,
): Promise<ReturnType<typeof readAssertion>> {
  try {
    return readAssertion(sent)
  } catch (error) {
    await dropChallenges(request, ceremony)
    throw error
  }
}

/** The passkey and its user, who has to be the one that the authenticator knows, and the one that is asked, and active. */
async function owned(
  { id, userHandle }: { readonly id: string; readonly userHandle: string | null },
  expected: AnyUser | null,
): Promise<{ readonly passkey: Passkey; readonly user: AnyUser }> {
  const passkey = await Passkey.filter({ credentialDigest: digestOf(id) })
    .selectRelated('user')
    .first()
  if (passkey === null) throw passkeysErrors.REFUSED({ reason: 'it is not known here' })
  const user: AnyUser = passkey.user
  if (!user.isActive) throw passkeysErrors.REFUSED({ reason: 'its user is not active' })
  if (expected !== null && String(expected.pk) !== String(user.pk))
    throw passkeysErrors.REFUSED({ reason: 'it is of another user' })
  if (userHandle === null && expected === null) throw passkeysErrors.REFUSED({ reason: 'it does not name its user' })
  if (userHandle !== null && !constantTimeEqual((await existingHandle(user)) ?? '', userHandle))
    throw passkeysErrors.REFUSED({ reason: 'it names another user' })
  return { passkey, user }
}

/** Writes down that it was used. Of two at once that count, one is refused, as is a counter that goes back. */
async function used(
  request: HttpRequest,
  {
    user,
    passkey,
    counter,
    backedUp,
  }: { readonly user: AnyUser; readonly passkey: Passkey; readonly counter: bigint; readonly backedUp: boolean },
): Promise<void> {
  const before = BigInt(passkey.signCount)
  const counts = counter > 0n || before > 0n
  const lastUsedAt = new Date()
  const isNewer = !counts || counter > before
  const written = isNewer
    ? await Passkey.filter({ pk: passkey.pk, signCount: before }).update({ signCount: counter, backedUp, lastUsedAt })
    : 0
  if (written === 1) return
  await recordAuthEvent('passkeyCounterWentBack', {
    request,
    user,
    data: { passkey: passkey.pk, before: String(before), counter: String(counter) },
  })
  throw passkeysErrors.COUNTER()
}
