/** Promises of passwords, backends and throttling of `nuages/auth` to the compiler. */
import {
  AbstractUser,
  type AuthBackend,
  emailBackend,
  type Lockout,
  modelBackend,
  notBreached,
  type PasswordApproval,
  throttledAuthenticate,
  type User,
  validatePassword,
} from '../../src/apps/auth/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import type { HttpRequest } from '../../src/web/http/index.ts'

declare const request: HttpRequest
declare class Person extends AbstractUser {
  nickname: string
}

const approval: Promise<PasswordApproval> = validatePassword('x', { username: 'ada' })
void approval

// Without a class it is a `User`, with one a row of it.
const user: Promise<User | null> = throttledAuthenticate(request, { username: 'ada', password: 'x' })
const person: Promise<Person | null> = throttledAuthenticate(
  request,
  { username: 'ada', password: 'x' },
  { model: Person },
)
void [user, person, throttledAuthenticate(null, { username: 'ada', password: 'x' })]
// @ts-expect-error: credentials are both
void throttledAuthenticate(request, { username: 'ada' })

void defineProject({
  apps: [],
  auth: {
    passwords: {
      argon2: { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
      breached: { timeout: 500 },
      rules: [notBreached()],
    },
    backends: [modelBackend(), emailBackend()],
    throttle: { pair: { free: 3 }, notify: ({ user, wait }: Lockout) => void [user.email, wait] },
    usernames: { caseInsensitive: true },
  },
})
void defineProject({ apps: [], auth: { throttle: false } })
// @ts-expect-error: no such rule
void defineProject({ apps: [], auth: { throttle: { adress: { free: 3 } } } })
// @ts-expect-error: seconds are a number
void defineProject({ apps: [], auth: { throttle: { pair: { first: '5s' } } } })
// @ts-expect-error: no such cost
void defineProject({ apps: [], auth: { passwords: { argon2: { memory: 64 } } } })

// A backend has a name that sessions remember.
const named: AuthBackend = { name: 'example', find: async () => null }
// @ts-expect-error: without a name it is none
const nameless: AuthBackend = { find: async () => null }
void [named, nameless]
