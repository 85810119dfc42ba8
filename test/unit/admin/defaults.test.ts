import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { defineModel, field, KeyedModel, Model, meta, untyped } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { filled, text } from './browser.ts'

/** 200 fields. */
const Wide = defineModel({
  name: 'Wide',
  fields: {
    id: field.auto(),
    name: field.char({ maxLength: 30 }),
    ...Object.fromEntries(
      Array.from({ length: 198 }, (_, index) => [
        `part${index}`,
        [
          field.char({ maxLength: 20, blank: true }),
          field.integer({ null: true, blank: true }),
          field.boolean({ default: false }),
          field.date({ null: true, blank: true }),
        ][index % 4],
      ]),
    ),
  } as never,
})

class ByUuid extends KeyedModel {
  key = field.uuid({ primaryKey: true, default: () => crypto.randomUUID() })
  name = field.char({ maxLength: 30 })

  override toString(): string {
    return this.name
  }
}

class ByCode extends KeyedModel {
  code = field.char({ maxLength: 30, primaryKey: true })
  amount = field.decimal({ maxDigits: 6, decimalPlaces: 2, null: true, blank: true })
}

/** Without any text. */
class Reading extends Model {
  at = field.datetime({ null: true, blank: true })
  value = field.float({ default: 0 })
  valid = field.boolean({ default: true })
}

class Folder extends Model {
  name = field.char({ maxLength: 30 })
  parent = field.foreignKey(() => Folder, { onDelete: 'cascade', null: true, blank: true })
  links = field.manyToMany(() => Folder, { blank: true })
  children = field.reverse(() => Folder, 'parent')

  override toString(): string {
    return this.name
  }
}

class OpenFolder extends Folder {
  static meta = meta<OpenFolder>()({ proxy: true, label: 'open folder', labelPlural: 'open folders' })
}

abstract class Stamped extends Model {
  static meta = meta<Stamped>()({ abstract: true })
  stamp = field.char({ maxLength: 10, blank: true })
  made = field.datetime({ autoNowAdd: true })
}

class Letter extends Stamped {
  subject = field.char({ maxLength: 30 })
}

const models = { Wide, ByUuid, ByCode, Reading, Folder, OpenFolder, Letter }
describe('with no admin code', () => {
  let project: TestProject
  before(async () => {
    project = await testProject(
      defineProject({
        apps: [authApp, sessionsApp, adminApp, defineApp({ label: 'things', models })],
        urls: [path('admin/', include(adminUrls(adminSite())))],
      }),
    )
    await project.run(async () =>
      project.client.forceLogin(await createSuperuser({ username: 'ada', password: 'a long pass phrase' })),
    )
  })
  after(() => project.close())
  const page = async (at: string) => {
    const response = await project.client.get(at)
    assert.equal(response.status, 200, at)
    return response.text()
  }

  const first: Record<string, Record<string, string>> = {
    wide: { name: 'Broad' },
    byuuid: { name: 'Some' },
    bycode: { code: 'a/b c?d#e', amount: '1.50' },
    reading: { value: '3.5' },
    folder: { name: 'Root' },
    openfolder: { name: 'Open' },
    letter: { subject: 'Hello' },
  }
  for (const [name, values] of Object.entries(first))
    test(`a ${name} is added, listed, searched, ordered, changed and deleted`, async () => {
      const list = `/admin/things/${name}/`
      const form = await page(`${list}add/`)
      const added = await project.client.post(`${list}add/`, { ...filled(form), ...values, _save: 'stay' })
      assert.equal(added.status, 303, text(await added.text()))
      const own = added.headers.get('location')!
      assert.ok((await page(list)).includes(`href="${own}"`), `no link to ${own}`)
      await page(`${list}?q=${encodeURIComponent(Object.values(values)[0]!)}`)
      const heads = [...(await page(list)).matchAll(/href="(\?[^"]*o=[^"]*)"/g)].map(([, query]) => query!)
      for (const query of heads) await page(list + query.replaceAll('&amp;', '&'))
      const changed = await page(own)
      assert.equal((await project.client.post(own, filled(changed))).status, 303)
      assert.equal((await project.client.get(own.replace(/change\/$/, 'history/'))).status, 200)
      assert.equal((await project.client.get(own.replace(/change\/$/, 'delete/'))).status, 200)
      const gone = await project.client.post(own.replace(/change\/$/, 'delete/'), {})
      assert.equal(gone.status, 303)
      const model = Object.values(models).find((each) => each.name.toLowerCase() === name)!
      assert.equal(await project.run(() => untyped(model as never).count()), 0)
    })

  test('the overview names every model once, and no link tables', async () => {
    const said = text(await page('/admin/'))
    for (const label of ['Wides', 'By uuids', 'By codes', 'Readings', 'Folders', 'Open folders', 'Letters'])
      assert.match(said, new RegExp(label))
    assert.doesNotMatch(said, /Folder links|Stampeds/)
  })
})
