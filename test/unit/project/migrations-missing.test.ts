import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { authApp, contentTypesApp } from '../../../src/apps/auth/index.ts'
import { migrate } from '../../../src/data/migrations/index.ts'
import { field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject, migrationApps, openProject, serve } from '../../../src/tools/project/index.ts'

class Visit extends Model {
  path = field.char({ maxLength: 50 })
}

/** A project with users in one database and, where its router spreads tables, visits in another one. */
function twoDatabases(t: TestContext, spread: boolean) {
  const dir = mkdtempSync(join(tmpdir(), 'nuages-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const definition = defineProject({
    apps: [contentTypesApp, authApp, defineApp({ label: 'shop', models: { Visit } })],
    databases: { default: 'sqlite:db.sqlite3', visits: 'sqlite:visits.sqlite3' },
    router: spread
      ? { migrate: (database, { name }) => (database === 'visits') === (name === 'Visit') }
      : { write: () => 'default' },
    port: 0,
  })
  const options = { dir, env: { SECRET_KEY: 'x'.repeat(50), ALLOWED_HOSTS: 'example.org', NUAGES_ENV: 'production' } }
  const lines: string[] = []
  return { definition, options: { ...options, host: '127.0.0.1', print: (line: string) => void lines.push(line) } }
}

async function migrated(project: ReturnType<typeof twoDatabases>, database: string): Promise<void> {
  await using opened = await openProject(project.definition, project.options)
  await opened.run(() => migrate({ orm: opened.orm, apps: migrationApps(opened), database }))
}

test('production does not start while any database with tables lacks migrations', async (t) => {
  const project = twoDatabases(t, true)
  const start = () => serve(project.definition, project.options)
  const refused = (message: RegExp) => ({ code: 'NUAGES_PROJECT_UNAPPLIED_MIGRATIONS', message })
  await assert.rejects(start(), refused(/npx nuages migrate && npx nuages migrate --database visits$/))
  await migrated(project, 'default')
  await assert.rejects(start(), refused(/ in 'visits'.+run: npx nuages migrate --database visits$/))
  await migrated(project, 'visits')
  const served = await start()
  await served.close()
})

test('a database that no router gives tables is left alone', async (t) => {
  const project = twoDatabases(t, false)
  await migrated(project, 'default')
  const served = await serve(project.definition, project.options)
  await served.close()
})
