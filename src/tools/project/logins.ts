import { provide } from '../../base/context/index.ts'
import type { AppDefinition, Mode } from '../../base/settings/index.ts'
import { type Cache, createCache, memoryStore, redisStore } from '../../data/cache/index.ts'
import type { Redis } from '../../data/redis/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

interface LoginsParts {
  readonly options: ProjectOptions
  readonly apps: readonly AppDefinition[]
  readonly mode: Mode
  readonly cache: Cache
  readonly redis: Redis | null
}

/** The least that argon2 takes, for tests: they make users and log in all the time. */
const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 } as const

/** Bytes for counts of attempts in this process, apart from the cache, so that pages do not push them out. */
const roomForCounts = 16 * 2 ** 20

/** How people log in by name and password: hashes, rules, backends, names, and what holds attempts back. */
export async function projectLogins({ options, apps, mode, cache, redis }: LoginsParts): Promise<Brought> {
  if (!apps.some(({ label }) => label === 'auth')) return {}
  const auth = await import('../../apps/auth/index.ts')
  const { passwords = {}, backends = [auth.modelBackend()], throttle = {}, usernames = {} } = options.auth ?? {}
  const {
    argon2 = mode === 'test' ? cheap : {},
    hashers = auth.hashersWith(argon2),
    queue,
    breached = false,
  } = passwords
  const rules = passwords.rules ?? auth.defaultPasswordRules
  const known = breached === false ? [] : [auth.notBreached(breached === true ? {} : breached)]
  const byAddress = backends.some(({ name }) => name === auth.emailBackendName)
  const names = auth.usernamePolicyOf(
    byAddress ? { rules: [auth.oneAlphabet(), auth.noAddress()], ...usernames } : usernames,
  )
  const counts = redis === null && !cache.shared ? ownCounts() : redis === null ? cache : inRedis(redis)
  return {
    services: [
      provide(auth.passwordsService, new auth.Passwords(hashers, queue)),
      provide(auth.passwordRulesService, [...rules, ...known]),
      provide(auth.authBackendsService, auth.checkBackends(backends)),
      provide(auth.usernamePolicyService, names),
      ...(throttle === false
        ? []
        : [provide(auth.loginThrottleService, new auth.LoginThrottle({ ...throttle, cache: counts }))]),
    ],
  }
}

const ownCounts = () => createCache({ name: 'logins', store: memoryStore({ size: roomForCounts }) })

const inRedis = (redis: Redis) => createCache({ name: 'logins', store: redisStore(redis), prefix: 'nuages:logins:' })
