import { tryUse } from '../../../base/context/index.ts'
import { factsService } from '../../../base/settings/index.ts'
import type { HttpRequest } from '../../../web/http/index.ts'
import { type AnyUser, throttledAuthenticate } from '../../auth/index.ts'
import { tokensErrors } from '../errors.ts'
import { missingStep } from '../second-factor.ts'
import { currentSettings } from '../settings.ts'
import type { Authenticator } from './authenticator.ts'
import { credentialsOf } from './authorization.ts'
import { type Checked, checkedPasswords } from './checked-passwords.ts'

export interface BasicOptions {
  /** Seconds for which a password that was right is not hashed again. 0: it is hashed with every request. Default 60. */
  readonly rememberSeconds?: number
  /** Take passwords over http too. Default: everywhere but in production. */
  readonly allowHttp?: boolean
}

/**
 * User name and password in `Authorization: Basic …` (RFC 7617), for tools that know nothing else. Users who need a second factor are refused, as
 * are requests without https in production. A right password costs one hash a minute.
 */
export function basic(options: BasicOptions = {}): Authenticator {
  const checked = checkedPasswords(options.rememberSeconds ?? 60)
  return {
    name: 'basic',
    scheme: 'basic',
    protection: 'origin',
    challenge: () => `Basic realm="${currentSettings().realm}", charset="UTF-8"`,
    async authenticate(request) {
      const sent = credentialsOf(request, 'basic')
      if (sent === null) return null
      const mayBeRead = options.allowHttp ?? tryUse(factsService)?.mode !== 'production'
      if (!request.secure && !mayBeRead) throw tokensErrors.NEEDS_HTTPS()
      const user = await userOf(request, sent, checked)
      const step = await missingStep(request, user, ['password'])
      if (step !== null) throw tokensErrors.SECOND_FACTOR_REQUIRED({ step: step.name })
      return { user, abilities: null }
    },
  }
}

async function userOf(request: HttpRequest, sent: string, checked: Checked): Promise<AnyUser> {
  const { username, password } = decoded(sent)
  const known = await checked.find(username, password)
  if (known !== null) return known
  const check = () => throttledAuthenticate(request, { username, password })
  const user = await checked.together(username, password, check)
  if (user === null) throw refused()
  checked.keep(username, password, user)
  return user
}

/** RFC 7617, 2: base64 of name, colon and password, in UTF-8; the name has no colon. */
function decoded(sent: string): { readonly username: string; readonly password: string } {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(sent)) throw refused()
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(sent, 'base64'))
  } catch {
    throw refused()
  }
  const colon = text.indexOf(':')
  // Control characters are in neither (RFC 7617, 2); a null would be an error of the database.
  if (colon < 1 || /[\x00-\x1f\x7f]/.test(text)) throw refused()
  return { username: text.slice(0, colon).normalize('NFKC'), password: text.slice(colon + 1) }
}

const refused = () => tokensErrors.INVALID_TOKEN({ reason: 'user name and password do not belong together' })
