import type { TestContext } from 'node:test'
import {
  type KeptSession,
  newSessionKey,
  type SessionChange,
  type SessionStore,
  type StoredSession,
  sessionsApp,
} from '../../src/apps/sessions/index.ts'
import { provide, runInScope, type Scope } from '../../src/base/context/index.ts'
import { openDatabase } from '../../src/data/drivers/index.ts'
import { migrate } from '../../src/data/migrations/index.ts'
import { atomic, buildRegistry, createOrm, ormService } from '../../src/data/orm/index.ts'
import { movedClock } from './cache-stores.ts'
import type { SessionBench } from './suites/sessions.ts'

/** Sessions in memory, counting what is asked of them. */
export class MemoryStore implements SessionStore {
  readonly onServer = true
  readonly rows = new Map<string, KeptSession>()
  readonly calls: string[] = []

  async load(key: string): Promise<StoredSession | null> {
    this.calls.push('load')
    return structuredClone(this.rows.get(key) ?? null)
  }
  async create(session: KeptSession): Promise<string> {
    this.calls.push('create')
    const key = newSessionKey()
    this.rows.set(key, structuredClone(session))
    return key
  }
  async update(key: string, change: SessionChange): Promise<string | null> {
    this.calls.push('update')
    const found = this.rows.get(key)
    if (found === undefined) return null
    this.rows.set(key, structuredClone(change(structuredClone(found.data))))
    return key
  }
  async rotate(key: string, change: SessionChange): Promise<string | null> {
    this.calls.push('rotate')
    const found = this.rows.get(key)
    if (found === undefined) return null
    this.rows.delete(key)
    return this.create(change(structuredClone(found.data)))
  }
  async delete(key: string): Promise<void> {
    this.calls.push('delete')
    this.rows.delete(key)
  }
  async clearExpired(): Promise<number> {
    return 0
  }
}

/** Benches on the table of one database. */
export async function databaseSessions(
  url: string,
  storeOn: (now: () => number) => SessionStore,
): Promise<{ open(t: TestContext): Promise<SessionBench>; close(): Promise<void>; run<R>(work: () => R): R }> {
  const database = await openDatabase(url, { name: 'default' })
  const registry = buildRegistry([{ label: sessionsApp.label, models: sessionsApp.models ?? {} }])
  const orm = createOrm({ registry, databases: { default: database } })
  const scope: Scope = { services: new Map<symbol, unknown>([provide(ormService, orm)]) }
  await runInScope(scope, () => migrate({ orm, apps: [sessionsApp] }))
  return {
    async open() {
      const clock = movedClock()
      return {
        ...clock,
        ...(!url.startsWith('sqlite:') && { atomic }),
        store: storeOn(clock.now),
        run: async (work) => runInScope(scope, work),
      }
    },
    run: (work) => runInScope(scope, work),
    close: () => database.close(),
  }
}
