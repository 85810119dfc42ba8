/** The server of the bench: a page, one that reads a row, and logging in; on a port that it tells its parent. */
import { authApp, createUser, throttledAuthenticate, User } from '../../src/apps/auth/index.ts'
import { sessionsApp } from '../../src/apps/sessions/index.ts'
import { defineProject } from '../../src/tools/project/index.ts'
import { liveServer, testProject } from '../../src/tools/testing/index.ts'
import { json, path, text } from '../../src/web/http/index.ts'

export const account = { username: 'ada', password: 'correct horse battery' }

const argon2 = JSON.parse(process.argv[2] ?? '{}') as object
const concurrent = Number(process.argv[3] ?? 0)
const definition = defineProject({
  apps: [authApp, sessionsApp],
  auth: { throttle: false, passwords: { argon2, ...(concurrent > 0 && { queue: { concurrent } }) } },
  csrf: { exempt: () => true },
  log: { level: 'silent' },
  urls: [
    path('', () => text('a page')),
    path('row/', async (): Promise<Response> => json({ users: await User.count() })),
    path('login/', async (request): Promise<Response> => {
      const user = await throttledAuthenticate(request, account)
      return text(user === null ? 'no' : 'in', { status: user === null ? 422 : 200 })
    }),
  ],
})
const site = await testProject(definition)
await site.run(() => createUser(account))
const { url } = await liveServer(site)
process.send!({ url })
