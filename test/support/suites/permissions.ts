import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { authApp, ContentType, contentTypeOf, Permission } from '../../../src/apps/auth/index.ts'
import { field, Model, untyped } from '../../../src/data/orm/index.ts'
import {
  defineApp,
  defineProject,
  migrateProject,
  openProject,
  type Project,
  preparePermissions,
} from '../../../src/tools/project/index.ts'
import { file, workshop } from '../../unit/migrations/helpers.ts'

const initial = `operations: [m.createModel({ name: 'Article', fields: {
  id: m.field.bigAuto({ primaryKey: true }), title: m.field.char({ maxLength: 60 }) },
  options: { permissions: { publish_article: 'Can publish articles' } } })]`
const renamed = `dependencies: [['desk', '0001_initial']], operations: [m.renameModel({ from: 'Article', to: 'NewsStory' })]`

/** Rows of content types and permissions follow the tables: made once, kept over a renaming and back. */
export function permissionSuite(
  label: string,
  scratch: (t: TestContext) => Promise<string>,
  options: { skip: false | string },
): void {
  const open = async (t: TestContext, dir: string, url: string, models: object): Promise<Project> => {
    const desk = defineApp({ label: 'desk', dir: join(dir, 'desk'), models })
    const definition = defineProject({ apps: [authApp, desk], databases: { default: url } })
    const project = await openProject(definition, { dir, mode: 'test' })
    t.after(() => project.close())
    return project
  }
  const told = (project: Project) =>
    project.run(async () =>
      (
        await Permission.filter({ contentType__appLabel: 'desk' }).values(
          'pk',
          'codename',
          'name',
          'contentType__model',
        )
      ).map((row) => [row.pk, `${row.contentType__model} ${row.codename} ${row.name}`] as const),
    )

  test(`a renamed model keeps its content type and its permissions (${label})`, options, async (t) => {
    const dir = workshop(t)
    const url = await scratch(t)
    file(dir, 'desk', '0001_initial', initial)
    class Article extends Model {
      title = field.char({ maxLength: 60 })
      static meta = { permissions: { publish_article: 'Can publish articles' } } as never
    }
    class NewsStory extends Model {
      title = field.char({ maxLength: 60 })
    }
    const before = await open(t, dir, url, { Article })
    await migrateProject(before)
    assert.ok((await preparePermissions(before, 'default')).includes('desk.add_article'))
    const first = await told(before)
    assert.deepEqual(
      first.map(([, text]) => text),
      [
        'article add_article Can add article',
        'article change_article Can change article',
        'article delete_article Can delete article',
        'article publish_article Can publish articles',
        'article view_article Can view article',
      ],
    )
    const type = await before.run(() => contentTypeOf(Article))

    file(dir, 'desk', '0002_renamed', renamed)
    const after = await open(t, dir, url, { NewsStory })
    await migrateProject(after)
    const made = await preparePermissions(after, 'default')
    assert.deepEqual(made, [])
    assert.equal((await after.run(() => ContentType.get({ appLabel: 'desk', model: 'newsstory' }))).pk, type.pk)
    const second = new Map(await told(after))
    assert.deepEqual(
      first.map(([pk]) => second.get(pk)),
      [
        'newsstory add_newsstory Can add news story',
        'newsstory change_newsstory Can change news story',
        'newsstory delete_newsstory Can delete news story',
        'newsstory publish_newsstory Can publish articles',
        'newsstory view_newsstory Can view news story',
      ],
    )

    await migrateProject(after, { target: { app: 'desk', name: '0001_initial' } })
    assert.deepEqual(await told(before), first)
  })

  test(`several processes that prepare the same database make each row once (${label})`, options, async (t) => {
    const dir = workshop(t)
    const url = await scratch(t)
    file(dir, 'desk', '0001_initial', initial)
    class Article extends Model {
      title = field.char({ maxLength: 60 })
    }
    const projects = await Promise.all([1, 2, 3].map(() => open(t, dir, url, { Article })))
    await Promise.all(
      projects.map(async (project) => {
        await migrateProject(project)
        await preparePermissions(project, 'default')
      }),
    )
    const [project] = projects
    await project!.run(async () => {
      assert.equal(await Permission.filter({ contentType__appLabel: 'desk' }).count(), 4)
      const labels = (await ContentType.all()).map((each) => `${each.appLabel}.${each.model}`)
      assert.deepEqual([...new Set(labels)], labels)
    })
  })

  test(`without the tables of users nothing is made, and nothing fails (${label})`, options, async (t) => {
    const dir = workshop(t)
    file(dir, 'desk', '0001_initial', initial)
    class Article extends Model {
      title = field.char({ maxLength: 60 })
    }
    const project = await open(t, dir, await scratch(t), { Article })
    await migrateProject(project, { target: { app: 'desk' } })
    assert.deepEqual(await preparePermissions(project, 'default'), [])
    assert.equal(await project.run(() => untyped(Article as never).count()), 0)
  })
}
