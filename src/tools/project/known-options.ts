import type { ProjectOptions } from './definition.ts'
import { projectErrors } from './errors.ts'

type Nested = 'auth' | 'accounts' | 'sessions' | 'secondFactor' | 'passkeys' | 'oauth' | 'tokens'

/**
 * What stands inside of the options about users, for programs that no compiler has looked at: a name that is misspelt there would leave a site
 * open, or people in another table.
 */
const nested: { readonly [K in Nested]: { readonly [P in keyof Required<NonNullable<ProjectOptions[K]>>]: true } } =
  Object.freeze({
    auth: {
      user: true,
      passwords: true,
      backends: true,
      throttle: true,
      usernames: true,
      impersonation: true,
      cacheUsers: true,
    },
    accounts: {
      registration: true,
      verifyEmail: true,
      forms: true,
      redirects: true,
      deletion: true,
      beforeDeletion: true,
      recentLogin: true,
      verifyAge: true,
      resetAge: true,
      newDeviceNotice: true,
      keepEvents: true,
    },
    sessions: {
      store: true,
      encrypt: true,
      age: true,
      idleTimeout: true,
      absoluteTimeout: true,
      expireAtBrowserClose: true,
      saveEveryRequest: true,
      cookie: true,
    },
    secondFactor: { issuer: true, required: true, rememberDevice: true },
    passkeys: { rpName: true, rpId: true, origins: true, userVerification: true },
    oauth: { providers: true, signup: true, linkByVerifiedEmail: true, keepTokens: true },
    tokens: { prefix: true, abilities: true, longestDays: true, realm: true, jwt: true },
  })

/** Throws `NUAGES_PROJECT_UNKNOWN_OPTION` for a name inside of one of these options that nothing would look at. */
export function checkNestedOptions(options: ProjectOptions): void {
  for (const [name, known] of Object.entries(nested))
    for (const inner of Object.keys(options[name as Nested] ?? {}))
      if (!Object.hasOwn(known, inner)) {
        const names = Object.keys(known).map((each) => `${name}.${each}`)
        throw projectErrors.UNKNOWN_OPTION({ option: `${name}.${inner}`, known: names })
      }
}
