import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../../src/data/drivers/index.ts'
import { migrate } from '../../../src/data/migrations/index.ts'
import { startProcess } from '../../support/process.ts'
import { root } from '../../unit/migrations/helpers.ts'
import { contentOf, eventful, places } from './project.ts'

const all = await places()
after(() => Promise.all(all.map((each) => each.drop())))

/** How often a process is killed on each database, at moments spread over its whole work. */
const rounds = Number(process.env.NUAGES_KILLS ?? 2)

/** A program that says when it begins to migrate, and which migrations it has applied. */
function program(t: TestContext, atomic: boolean) {
  const [app] = eventful(t, atomic)
  const path = join(app!.dir!, 'program.ts')
  writeFileSync(
    path,
    `import { openDatabase } from ${JSON.stringify(join(root, 'src/data/drivers/index.ts'))}
    import { migrate } from 'nuages/migrations'
    const database = await openDatabase(process.argv[2])
    process.stdout.write('begins ')
    const { applied } = await migrate({ orm: { database: () => database }, apps: [{ label: 'app', dir: import.meta.dirname }], allowDataLoss: true })
    process.stdout.write(JSON.stringify(applied))
    await database.close()`,
  )
  const start = (url: string) =>
    spawn(process.execPath, ['--conditions=nuages-source', path, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  return { apps: [app!], start }
}

for (const place of all) {
  for (const atomic of place.label === 'MariaDB' ? [false] : [true, false]) {
    const kind = atomic ? 'transactions' : 'steps'
    test(`${place.label}, ${kind}: kill -9 at any moment, and the next one brings it to its end`, {
      skip: place.skip,
      timeout: 3_600_000,
    }, async (t) => {
      const { apps, start } = program(t, atomic)
      const finish = async (url: string) => {
        const database = await openDatabase(url)
        try {
          const { applied } = await migrate({ orm: { database: () => database }, apps, allowDataLoss: true })
          return { applied, content: await contentOf(database) }
        } finally {
          await database.close()
        }
      }
      const begun = performance.now()
      const expected = await finish(await place.empty())
      let span = performance.now() - begun
      const figures = { rounds: 0, before: 0, inside: 0, done: 0, explained: 0 }
      for (; figures.rounds < rounds; figures.rounds++) {
        const url = await place.empty()
        const child = start(url)
        const ended = once(child, 'exit')
        await once(child.stdout, 'data')
        const since = performance.now()
        await Promise.race([sleep(((figures.rounds + Math.random()) / rounds) * span), ended])
        child.kill('SIGKILL')
        const [, signal] = await ended
        if (signal === null) {
          figures.done++
          span = performance.now() - since
        }
        try {
          const { applied, content } = await finish(url)
          if (signal !== null) figures[applied.length === 3 ? 'before' : 'inside']++
          assert.deepEqual(content, expected.content)
        } catch (error) {
          if ((error as { code?: string }).code !== 'NUAGES_MIGRATIONS_INTERRUPTED') throw error
          figures.explained++
          t.diagnostic((error as Error).message)
        }
      }
      t.diagnostic(`${place.label}, ${kind}: ${JSON.stringify(figures)}`)
    })

    // The lock is the same for steps; beside-others.test.ts has two migrators at once there.
    if (atomic || place.label === 'MariaDB')
      test(`${place.label}, ${kind}: of two \`nuages migrate\` at once one waits, and both succeed`, {
        skip: place.skip,
        timeout: 300_000,
      }, async (t) => {
        const [app] = eventful(t, atomic)
        const dir = dirname(app!.dir!)
        writeFileSync(
          join(dir, 'nuages.config.ts'),
          `import { defineApp, defineProject } from 'nuages/project'
        export default defineProject({ apps: [defineApp({ label: 'app', dir: import.meta.dirname + '/app', models: {} })] })`,
        )
        const url = await place.empty()
        const bin = join(root, 'src/tools/cli/bin.ts')
        const start = () =>
          startProcess(process.execPath, ['--conditions=nuages-source', bin, 'migrate', '--allow-data-loss'], dir, {
            DATABASE_URL: url,
          })
        const both = [start(), start()]
        const codes = await Promise.all(both.map(async ({ child }) => (await once(child, 'close'))[0]))
        const text = both.map((each) => each.output()).join('')
        assert.deepEqual(codes, [0, 0], text)
        assert.deepEqual([...text.matchAll(/^applied (.*)$/gm)].map(([, name]) => name).sort(), [
          'app.0001_initial',
          'app.0002_much',
          'app.0003_more',
        ])
        const database = await openDatabase(url)
        t.after(() => database.close())
        const count = async (table: string) =>
          Number((await database.all({ text: `SELECT COUNT(*) FROM ${table}`, writes: false, wide: false }, []))[0]![0])
        assert.equal(await count('django_migrations'), 3)
        assert.deepEqual([await count('app_book'), await count('app_critique')], [6, 6])
      })
  }
}
