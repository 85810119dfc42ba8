import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { drift, makeMigrations, migrate, showMigrations } from 'nuages/migrations'
import { migrationApps } from 'nuages/project'
import { type TestProject, testProject } from 'nuages/testing'
import { demoLogin, loadDemo } from '../../../examples/newsroom/newsroom/load-demo.ts'
import { Article, Comment } from '../../../examples/newsroom/newsroom/models.ts'
import type { Server } from '../scratch.ts'
import type { ScratchDatabase } from '../servers.ts'

/** The demo, migrated, loaded, served and administered. */
export function newsroomSuite({ label, scratch }: Server, options: { skip: false | string }): void {
  describe(`the newsroom on ${label}`, options, () => {
    let made: ScratchDatabase
    let site: TestProject

    before(async () => {
      made = await scratch()
      const databases = { default: made.url }
      site = await testProject(join(import.meta.dirname, '../../../examples/newsroom'), { databases })
      await site.run(() => loadDemo())
    })
    after(async () => {
      await site?.close()
      await made?.drop()
    })

    test('every migration is applied, and nothing is left to migrate', async () => {
      const { orm } = site.project
      const apps = migrationApps(site.project)
      const shown = await showMigrations({ orm, apps })
      const all = shown.flatMap(({ migrations }) => migrations)
      assert.ok(all.length > 4 && all.every((each) => each.applied))
      assert.deepEqual((await migrate({ orm, apps })).applied, [])
      assert.deepEqual((await makeMigrations({ orm, apps, dryRun: true })).migrations, [])
    })

    test('every table is what the migrations say', async () => {
      const report = await drift({ orm: site.project.orm, apps: migrationApps(site.project) })
      assert.deepEqual(report.differences, [])
      assert.deepEqual([report.unknown, report.loose], [[], []])
      assert.ok(report.compared > 10)
    })

    test('the demo is there, and values come back as what they are', async () => {
      await site.run(async () => {
        const article = await Article.get({ slug: 'story-1' })
        assert.equal(article.fee?.toFixed(2), '683.27')
        assert.deepEqual(article.meta, { source: null, pages: [4], geo: { lat: 0.2745974469175383 } })
        assert.equal(article.publishedAt?.toISOString(), '2024-05-25T07:53:40.283Z')
        assert.equal((await Comment.filter({ approved__isnull: true }).count()) >= 315, true)
      })
    })

    test('the paper’s pages answer', async () => {
      for (const path of ['/', '/culture/', '/search/?q=river', '/about/ferry/', '/harbour/last-ferry-to-skerrow/']) {
        const response = await site.get(path)
        assert.equal(response.status, 200, path)
        assert.match(await response.text(), /<h1|<h2/)
      }
    })

    test('search marks what it found, by the database’s index or by a plain filter', async () => {
      assert.match(
        await (await site.get('/search/?q=accordionist')).text(),
        /1 result for[\s\S]*<mark>accordion(ist)?<\/mark>/,
      )
    })

    test('a demo user logs in, and the admin lists and searches', async () => {
      const { username, password } = demoLogin
      const login = await site.post('/admin/login/', { username, password, next: '/admin/' })
      assert.equal(login.status, 303)
      for (const path of [
        '/admin/',
        '/admin/newsroom/article/',
        '/admin/newsroom/article/?q=ferry',
        '/admin/newsroom/article/?o=1',
        '/admin/newsroom/comment/',
        '/admin/auth/user/',
      ]) {
        const response = await site.get(path)
        assert.equal(response.status, 200, path)
      }
      const list = await (await site.get('/admin/newsroom/article/')).text()
      assert.ok(list.match(/\/admin\/newsroom\/article\/\d+\//g)!.length >= 20)
      const found = await (await site.get('/admin/newsroom/article/?q=Skerrow')).text()
      assert.match(found, /The last ferry to Skerrow/)
    })
  })
}
