import { constantTimeEqual, fromBase36, type HashAlgorithm, saltedHmac, toBase36 } from '../../base/signing/index.ts'

/** What a token is bound to: it stops working once any of these changes. */
export interface TokenUser {
  readonly pk: unknown
  readonly password: string
  readonly lastLogin: Date | null
  readonly email: string | null
}

export interface ResetTokenOptions {
  readonly key: string
  /** Keys of the past that still check. */
  readonly fallbackKeys?: readonly string[]
  /** Seconds that a token lives. Three days, as Django's PASSWORD_RESET_TIMEOUT. */
  readonly timeout?: number
  readonly keySalt?: string
  readonly algorithm?: HashAlgorithm
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number
}

const epoch = Date.UTC(2001, 0, 1) / 1000
const djangoSalt = 'django.contrib.auth.tokens.PasswordResetTokenGenerator'

/**
 * Tokens for a link that lets somebody choose a new password once, with nothing stored: a time and a hash over what
 * the use of the link changes. Format: Django's `PasswordResetTokenGenerator`.
 */
export class ResetTokens {
  readonly #options: ResetTokenOptions

  constructor(options: ResetTokenOptions) {
    this.#options = options
  }

  /** A token for `user`, as of now. */
  make(user: TokenUser): string {
    return this.#token(user, this.#seconds(), this.#options.key)
  }

  /** Is this a token of `user`, young enough, and unused? */
  check(user: TokenUser, token: string | null): boolean {
    if (token === null) return false
    const parts = token.split('-')
    if (parts.length !== 2 || !/^[0-9a-z]{1,13}$/i.test(parts[0]!)) return false
    const time = fromBase36(parts[0]!)
    const keys = [this.#options.key, ...(this.#options.fallbackKeys ?? [])]
    if (!keys.some((key) => constantTimeEqual(this.#token(user, time, key), token))) return false
    return this.#seconds() - time <= (this.#options.timeout ?? 259_200)
  }

  #seconds(): number {
    return Math.floor((this.#options.now ?? (() => Date.now()))() / 1000) - epoch
  }

  #token(user: TokenUser, time: number, key: string): string {
    const login = user.lastLogin === null ? '' : user.lastLogin.toISOString().slice(0, 19).replace('T', ' ')
    const value = `${user.pk}${user.password}${login}${time}${user.email ?? ''}`
    const { keySalt = djangoSalt, algorithm = 'sha256' } = this.#options
    const hash = saltedHmac(keySalt, value, key, algorithm).toString('hex').replace(/(.)./g, '$1')
    return `${toBase36(time)}-${hash}`
  }
}
