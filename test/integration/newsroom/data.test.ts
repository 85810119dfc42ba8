import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { verifyPassword } from 'nuages/auth'
import { migrate } from 'nuages/migrations'
import { Decimal } from 'nuages/orm'
import { migrationApps, openProject, type Project } from 'nuages/project'
import { demoLogin, loadDemo } from '../../../examples/newsroom/newsroom/load-demo.ts'
import { Article, Comment, Reporter, Section, Tagging } from '../../../examples/newsroom/newsroom/models.ts'
import definition from '../../../examples/newsroom/nuages.config.ts'
import { temporaryFolder } from '../../support/packages.ts'
import { factsOf, type TableFacts, type TableName, tables } from './stored-rows.ts'

const facts: Record<TableName, TableFacts> = JSON.parse(readFileSync(join(import.meta.dirname, 'facts.json'), 'utf8'))

describe('the newsroom that Django wrote, loaded through the models of the demo', () => {
  const folder = temporaryFolder('newsroom')
  const file = join(folder, 'newsroom.sqlite3')
  const steps: [number, number][] = []
  let project: Project

  before(async () => {
    project = await openProject(definition, {
      dir: join(import.meta.dirname, '../../../examples/newsroom'),
      mode: 'test',
      databases: { default: `sqlite:${file}` },
      env: { SECRET_KEY: 'for this test' },
    })
    await project.run(async () => {
      await migrate({ orm: project.orm, apps: migrationApps(project) })
      await loadDemo((done, total) => void steps.push([done, total]))
    })
  })
  after(async () => {
    await project.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const table of Object.keys(tables) as TableName[]) {
    test(`${table}: every row is stored as Django stored it, in columns of the same types`, () => {
      assert.deepEqual(factsOf(file, table), facts[table])
    })
  }

  test('values come back as what they are', async () => {
    await project.run(async () => {
      const article = await Article.get({ slug: 'story-1' })
      assert.equal(article.headline, 'Museum hospital storm ferry')
      assert.ok(article.fee instanceof Decimal && article.fee.equals('683.27'))
      assert.deepEqual(article.meta, { source: null, pages: [4], geo: { lat: 0.2745974469175383 } })
      assert.equal(article.publishedAt?.toISOString(), '2024-05-25T07:53:40.283Z')
      assert.equal(article.embargo, null)
      assert.equal(await Article.filter({ headline__contains: '東京' }).exists(), true)
      assert.equal((await Article.filter({ meta__source: 'desk' }).count()) > 0, true)
      assert.equal((await Comment.filter({ approved__isnull: true }).count()) >= 315, true)
    })
  })

  test('relations lead where they led', async () => {
    await project.run(async () => {
      const analysis = await Section.all().selectRelated('parent').get({ slug: 'world-analysis' })
      assert.equal(analysis.parent?.name, 'World')
      assert.equal(await Reporter.filter({ articles__section__parent__slug: 'world' }).distinct().exists(), true)
      assert.equal(await Tagging.filter({ article_id__lte: 600 }).count(), 1504)
    })
  })

  test('loading tells how far it is, to the end', () => {
    assert.equal(steps.length > 5, true)
    const [done, total] = steps.at(-1)!
    assert.equal(done, total)
    assert.deepEqual(
      steps,
      steps.toSorted(([a], [b]) => a - b),
    )
  })

  test('a second start loads nothing', async () => {
    const before = await project.run(() => Article.count())
    assert.equal(await project.run(() => loadDemo()), 0)
    assert.equal(await project.run(() => Article.count()), before)
  })

  test('the printed login is right, and Django’s own passwords still are', async () => {
    const { User } = await import('nuages/auth')
    await project.run(async () => {
      const demo = await User.get({ username: demoLogin.username })
      assert.equal(demo.isStaff && demo.isSuperuser, true)
      assert.ok(await verifyPassword(demoLogin.password, demo.password))
      const editor = await User.get({ username: 'editor' })
      assert.ok(await verifyPassword('editor-pass-0!', editor.password))
      const reporter = await User.get({ username: 'ottilie' })
      assert.equal(reporter.password.startsWith('!'), true)
    })
  })
})
