import { createHash } from 'node:crypto'
import { createLogger } from '../../../base/log/index.ts'
import { gettextNoop, issue } from '../../../base/schema/index.ts'
import { gettextLazy } from '../../../web/i18n/index.ts'
import type { PasswordRule } from './rules.ts'

export interface BreachedOptions {
  /** What asks the server. Default: `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Milliseconds after which a password is taken unchecked. Default 2000. */
  readonly timeout?: number
  /** From how many occurrences on a password is refused. Default 1. */
  readonly least?: number
  /** Before the five digits. Default: that of Have I Been Pwned, which asks for no key. */
  readonly url?: string
}

/** Characters of an answer that are read: the real ones have about 40,000, and are padded to no more than 100,000. */
const longestAnswer = 1_000_000

/**
 * Not among the passwords that are known from breaches. Five hexadecimal digits of its SHA-1 leave the server, of which there are hundreds
 * of passwords with the same; the answer is padded, so that its length tells nothing. Where the server does not answer, the password is taken: the log warns once until it
 * answers again, and `validatePassword` names the rule under `unchecked`. Code 'password_breached'.
 * https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange
 */
export function notBreached(options: BreachedOptions = {}): PasswordRule {
  const { timeout = 2000, least = 1, url = 'https://api.pwnedpasswords.com/range/' } = options
  const ask = options.fetch ?? ((address, init) => fetch(address, init))
  let away = false
  const occurrences = async (password: string): Promise<number> => {
    const hash = createHash('sha1').update(password).digest('hex').toUpperCase()
    const headers = { 'add-padding': 'true', 'user-agent': 'nuages' }
    const answer = await ask(url + hash.slice(0, 5), {
      headers,
      signal: AbortSignal.timeout(timeout),
      redirect: 'error',
    })
    const text = await answer.text()
    if (!answer.ok || text.length > longestAnswer) throw new DOMException(`answered ${answer.status}`, 'NetworkError')
    const rest = hash.slice(5)
    for (const line of text.split('\n'))
      if (line.startsWith(`${rest}:`)) return Number.parseInt(line.slice(36), 10) || 0
    return 0
  }
  return {
    name: 'notBreached',
    remote: true,
    async check(password) {
      try {
        const found = await occurrences(password)
        if (away) createLogger({ name: 'auth' }).info('Passwords are held against those of breaches again')
        away = false
        return found < least
          ? null
          : issue(
              gettextNoop(
                'This password is known from a breach of another site. Choose one that you use nowhere else.',
              ),
              'password_breached',
            )
      } catch (error) {
        if (!away)
          createLogger({ name: 'auth' }).warn(
            'Passwords are not held against those of breaches: the server does not answer',
            {
              error,
            },
          )
        away = true
        return 'unchecked'
      }
    },
    help: gettextLazy('Not one that is known from a breach of another site.'),
  }
}
