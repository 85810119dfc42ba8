import { randomBytes } from 'node:crypto'
import { constantTimeEqual } from '../../base/signing/index.ts'
import { atomic, IntegrityError } from '../../data/orm/index.ts'
import type { HttpRequest } from '../../web/http/index.ts'
import { sessionOf } from '../sessions/index.ts'
import { passkeysErrors } from './errors.ts'
import { SpentChallenge } from './models.ts'
import { digestOf } from './responses.ts'
import { patience } from './settings.ts'

/** What a challenge is for: an answer to one is none to another. 'confirm' is a second factor, or showing once more who one is. */
export type Ceremony = 'register' | 'login' | 'confirm'

interface Kept {
  readonly challenge: string
  /** For whom, where that is known: the primary key as text. */
  readonly user: string | null
  /** Seconds since 1970. */
  readonly until: number
}

/** Several pages of one browser may ask at once. */
const mostAtOnce = 5
const nameOf = (ceremony: Ceremony) => `_nuages_passkeys_${ceremony}`
const seconds = () => Math.floor(Date.now() / 1000)

/** A new challenge of 256 random bits, tied to this session, the ceremony and the user. */
export async function newChallenge(request: HttpRequest, ceremony: Ceremony, user: string | null): Promise<string> {
  const session = sessionOf(request)
  const challenge = randomBytes(32).toString('base64url')
  const open = await openChallenges(request, ceremony)
  await session.set(nameOf(ceremony), [...open, { challenge, user, until: seconds() + patience }].slice(-mostAtOnce))
  return challenge
}

/**
 * Takes away the challenge that is answered, before the answer is looked at. Throws `NUAGES_PASSKEYS_NO_CHALLENGE` where there is none like it for this
 * session, ceremony and user, where it has expired, and where it was answered before.
 */
export async function takeChallenge(
  request: HttpRequest,
  {
    ceremony,
    challenge,
    user,
  }: { readonly ceremony: Ceremony; readonly challenge: string; readonly user: string | null },
): Promise<void> {
  const open = await openChallenges(request, ceremony)
  const found = open.find((each) => constantTimeEqual(each.challenge, challenge))
  if (found === undefined) throw passkeysErrors.NO_CHALLENGE()
  await keep(
    request,
    ceremony,
    open.filter((each) => each !== found),
  )
  await spend(found)
  if (found.user !== user) throw passkeysErrors.NO_CHALLENGE()
}

/** Forgets all challenges of a ceremony: after an answer of which it is not known which one it is to. */
export function dropChallenges(request: HttpRequest, ceremony: Ceremony): Promise<void> {
  return sessionOf(request).delete(nameOf(ceremony))
}

async function openChallenges(request: HttpRequest, ceremony: Ceremony): Promise<readonly Kept[]> {
  const kept = (await sessionOf(request).get<readonly Kept[]>(nameOf(ceremony))) ?? []
  return kept.filter(({ until }) => until > seconds())
}

async function keep(request: HttpRequest, ceremony: Ceremony, open: readonly Kept[]): Promise<void> {
  if (open.length === 0) await dropChallenges(request, ceremony)
  else await sessionOf(request).set(nameOf(ceremony), open)
}

/** Only the first succeeds, of however many at once. */
async function spend({ challenge, until }: Kept): Promise<void> {
  const now = new Date()
  await SpentChallenge.filter({ expiresAt__lt: now }).delete()
  try {
    await atomic(() => SpentChallenge.create({ digest: digestOf(challenge), expiresAt: new Date((until + 1) * 1000) }))
  } catch (cause) {
    if (cause instanceof IntegrityError) throw passkeysErrors.NO_CHALLENGE(undefined, { cause })
    throw cause
  }
}
