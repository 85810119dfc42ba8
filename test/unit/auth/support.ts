import { authApp, authentication, contentTypesApp } from '../../../src/apps/auth/index.ts'
import { sessions, sessionsApp } from '../../../src/apps/sessions/index.ts'
import { provide, runInScope, type Scope } from '../../../src/base/context/index.ts'
import { type AppDefinition, factsService } from '../../../src/base/settings/index.ts'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { createMissingTables, migrate } from '../../../src/data/migrations/index.ts'
import { buildRegistry, createOrm, ormService } from '../../../src/data/orm/index.ts'
import { type App, createApp, type Middleware, type UrlEntry } from '../../../src/web/http/index.ts'

export const secretKey = 'a-secret-that-is-only-for-tests-0123456789'

export interface TestSite {
  readonly app: App
  readonly scope: Scope
  run<R>(work: () => R): R
  close(): Promise<void>
}

/** Models of auth and sessions (and `more`) in a database in memory, and an application around them. */
export async function testSite(
  urls: readonly UrlEntry[] = [],
  more: readonly AppDefinition[] = [],
  inner: readonly Middleware[] = [],
  services: readonly (readonly [symbol, unknown])[] = [],
): Promise<TestSite> {
  const apps = [contentTypesApp, authApp, sessionsApp, ...more]
  const database = await openDatabase('sqlite::memory:', { name: 'default' })
  const registry = buildRegistry(apps.map(({ label, models = {} }) => ({ label, models })))
  const orm = createOrm({ registry, databases: { default: database } })
  const facts = {
    mode: 'test',
    dir: '/',
    secretKey,
    secretKeyFallbacks: [],
    timeZone: 'UTC',
    loginUrl: '/login/',
  } as const
  const scope: Scope = {
    services: new Map<symbol, unknown>([provide(ormService, orm), provide(factsService, facts), ...services]),
  }
  await runInScope(scope, async () => {
    await migrate({ orm, apps })
    await createMissingTables({ orm, apps })
  })
  const middleware = [sessions({ key: secretKey }), authentication(), ...inner]
  const app = createApp({ urls, middleware, scope })
  return { app, scope, run: (work) => runInScope(scope, work), close: () => database.close() }
}

/** A browser: keeps the cookies that an application sets. */
export function browser(site: TestSite, cookies: Record<string, string> = {}) {
  const jar = new Map(Object.entries(cookies))
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie === '' ? {} : { cookie }), ...(init.headers as Record<string, string> | undefined) }
    const response = await site.app.fetch(new Request(`http://testserver${path}`, { ...init, headers }))
    for (const text of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(text)!
      if (/max-age=0/i.test(text)) jar.delete(name!)
      else jar.set(name!, value!)
    }
    return response
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  return {
    jar,
    get: (path: string, headers: Record<string, string> = {}) => send(path, { headers }),
    post: (path: string, values: Record<string, string>) =>
      send(path, { method: 'POST', body: new URLSearchParams(values).toString(), headers: form }),
  }
}
