import type { AuthBackend } from './backends/backend.ts'
import type { Argon2Options } from './passwords/argon2.ts'
import type { BreachedOptions } from './passwords/breached.ts'
import type { HashQueueOptions } from './passwords/hash-queue.ts'
import type { PasswordHasher } from './passwords/hasher.ts'
import type { PasswordRule } from './passwords/rules.ts'
import type { LoginThrottleOptions } from './throttle/options.ts'
import type { UsernamePolicy } from './usernames/policy.ts'

/** What a project says of passwords. */
export interface PasswordSettings {
  /** The cost of new hashes. Default: Django's (102,400 KiB, two passes, eight lanes); under test as little as there is. */
  readonly argon2?: Argon2Options
  /** In the place of `defaultHashers`: the first writes, all read. */
  readonly hashers?: readonly PasswordHasher[]
  /** What a new password must not be. Default: Django's four rules. */
  readonly rules?: readonly PasswordRule[]
  /** Also hold new passwords against those known from breaches (`notBreached`). Default false. */
  readonly breached?: boolean | BreachedOptions
  /** How many hashes run at once, and how many wait. */
  readonly queue?: HashQueueOptions
}

/** What a project says of logging in by name and password: parts of its option `auth`. */
export interface LoginSettings {
  /** How passwords are hashed, and which are taken. */
  readonly passwords?: PasswordSettings
  /** Who is asked whose credentials these are. Default: `[modelBackend()]`. */
  readonly backends?: readonly AuthBackend[]
  /** How attempts to log in are held back; false for not at all. */
  readonly throttle?: LoginThrottleOptions | false
  /** Which names new users may have, and whether case counts in them. */
  readonly usernames?: Partial<UsernamePolicy>
}
