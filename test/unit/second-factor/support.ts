import { mock } from 'node:test'
import { accountUrls } from '../../../src/apps/accounts/index.ts'
import { createUser, signIn, User } from '../../../src/apps/auth/index.ts'
import { addDevice } from '../../../src/apps/second-factor/devices.ts'
import {
  fromBase32,
  requireSecondFactor,
  secondFactorApp,
  secondFactorUrls,
  toBase32,
  totp,
} from '../../../src/apps/second-factor/index.ts'
import { defineProject, type ProjectOptions } from '../../../src/tools/project/index.ts'
import { type Client, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path, redirect, text } from '../../../src/web/http/index.ts'

export const password = 'correct horse battery'
export const base = '/account/two-step'

/** A moment in the middle of a period. */
export const noon = Date.UTC(2030, 0, 1, 12, 0, 10)

/** Sets the clock, which stands still. */
export function clockAt(time: number): void {
  mock.timers.reset()
  mock.timers.enable({ apis: ['Date'], now: time })
}

/** A project with the pages of accounts and second factors, and some to guard. */
export function secondFactorProject(
  secondFactor: ProjectOptions['secondFactor'] = {},
  more: Partial<ProjectOptions> = {},
  database = 'sqlite::memory:',
  beside: Pick<ProjectOptions, 'apps' | 'urls'> = { apps: [] },
): Promise<TestProject> {
  return testProject(
    defineProject({
      apps: [secondFactorApp, ...beside.apps],
      urls: [
        path('account/', include(accountUrls, { namespace: 'accounts' })),
        path('account/two-step/', include(secondFactorUrls, { namespace: 'secondFactor' })),
        path('enter/', async (request): Promise<Response> => {
          const sent = await request.form()
          const user = await User.get({ username: String(sent.get('username')) })
          const next = sent.get('next')
          const outcome = await signIn(request, user, { method: 'password', ...(next !== null && { next }) })
          return redirect(outcome.done ? (outcome.next ?? '/') : outcome.url, { status: 303 })
        }),
        path('whoami/', async (request): Promise<Response> => text(String(await request.user))),
        path(
          'vault/',
          requireSecondFactor(() => text('vault')),
        ),
        path(
          'fresh/',
          requireSecondFactor(() => text('fresh'), { maxAge: 60 }),
        ),
        ...(beside.urls ?? []),
      ],
      secondFactor,
      ...more,
    }),
    { databases: { default: database } },
  )
}

/** A user who logs in through `enterPassword`. */
export function newUser(username: string, columns: object = {}): Promise<User> {
  return createUser({ username, email: `${username}@example.org`, ...columns })
}

export interface App {
  /** The code that it shows now, or so many periods from now. */
  code(periods?: number): string
}

export function appOf(secret: Uint8Array): App {
  return { code: (periods = 0) => totp(secret, Date.now() + periods * 30_000) }
}

/** A user with an app, whose first code was taken a while ago. */
export async function userWithApp(username: string, columns: object = {}): Promise<{ user: User; app: App }> {
  const user = await newUser(username, columns)
  return { user, app: await addApp(user) }
}

/** Another app of a user. */
export async function addApp(user: User, name = 'Phone'): Promise<App> {
  const secret = fromBase32(toBase32(crypto.getRandomValues(new Uint8Array(20))))
  const device = await addDevice(user, { name, secret, code: totp(secret, Date.now()) })
  device!.lastCounter = 0n
  await device!.save()
  return appOf(secret)
}

export async function whoami(client: Client): Promise<string> {
  return (await client.get('/whoami/')).text()
}

/** What the log-in page does once name and password were right, without the cost of a hash; to where that leads. */
export async function enterPassword(
  client: Client,
  username: string,
  more: Record<string, string> = {},
): Promise<string | null> {
  return (await client.post('/enter/', { username, ...more })).headers.get('location')
}
