import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls, inline, RecordChange, SavedView } from '../../src/apps/admin/index.ts'
import { authApp, ContentType, createSuperuser, createUser, Permission, rule, User } from '../../src/apps/auth/index.ts'
import { sessionsApp } from '../../src/apps/sessions/index.ts'
import { field, Model, meta } from '../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../src/tools/project/index.ts'
import { type Client, type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { include, path } from '../../src/web/http/index.ts'

/*
 * The ways into the admin beside its front doors: what a hook or a rule keeps from somebody on one page is kept from them on every other.
 */

/** Rows of which one sees one's own. */
class Desk extends Model {
  name = field.char({ maxLength: 40 })
  codeword = field.char({ maxLength: 40, blank: true })
  owner = field.foreignKey(() => User, { onDelete: 'setNull', null: true, blank: true })

  override toString(): string {
    return this.name
  }
}

/** Nobody but superusers may look at these; a form offers their names. */
class Source extends Model {
  name = field.char({ maxLength: 40 })
  rank = field.integer({ default: 0 })

  static meta = meta<Source>()({ ordering: ['rank'] })

  override toString(): string {
    return this.name
  }
}

class Story extends Model {
  title = field.char({ maxLength: 40 })
  fee = field.integer({ default: 0, blank: true })
  memo = field.char({ maxLength: 40, blank: true })
  desk = field.foreignKey(() => Desk, { onDelete: 'setNull', null: true, blank: true })
  source = field.foreignKey(() => Source, { onDelete: 'setNull', null: true, blank: true })
  notes = field.reverse(() => Note, 'story')

  override toString(): string {
    return this.title
  }
}

/** Rows in the form of a story, of which one sees one's own. */
class Note extends Model {
  text = field.char({ maxLength: 40 })
  story = field.foreignKey(() => Story, { onDelete: 'cascade' })
  owner = field.foreignKey(() => User, { onDelete: 'setNull', null: true, blank: true })
  replies = field.reverse(() => Reply, 'note')

  override toString(): string {
    return this.text
  }
}

class Reply extends Model {
  text = field.char({ maxLength: 40 })
  note = field.foreignKey(() => Note, { onDelete: 'cascade' })
}

const isChief = async (request: { user: PromiseLike<{ isSuperuser?: boolean }> }) =>
  (await request.user).isSuperuser === true

const app = defineApp({
  label: 'desk',
  models: { Desk, Source, Story, Note, Reply },
  admin: [
    admin(Desk, { searchFields: ['name', 'codeword'] }),
    admin(Source, { ordering: ['-rank'] }),
    admin(Story, {
      listDisplay: ['title', 'fee', 'memo'],
      listEditable: ['fee'],
      autocompleteFields: ['source'],
      inlines: [inline(Note, { inlines: [inline(Reply)] })],
      hooks: {
        readonlyFields: async (request) => ((await isChief(request as never)) ? [] : ['fee']),
        fieldsets: (request) =>
          request.headers.get('x-all') === '1' ? null : [{ title: null, fields: ['title', 'fee', 'desk', 'source'] }],
      },
    }),
  ],
  rules: [
    ...(['view', 'change'] as const).map((action) =>
      rule(Desk, action, (user, desks) => desks.filter({ owner: user })),
    ),
    ...(['view', 'change', 'delete'] as const).map((action) =>
      rule(Note, action, (user, notes) => notes.filter({ owner: user })),
    ),
  ],
})

describe('side doors of the admin', () => {
  let project: TestProject
  let reporter: Client
  let chief: Client
  let reporterRow: User

  before(async () => {
    project = await testProject(
      defineProject({
        apps: [authApp, sessionsApp, adminApp, app],
        urls: [path('admin/', include(adminUrls(adminSite()), { namespace: 'admin' }))],
      }),
    )
    await project.run(async () => {
      reporterRow = await createUser({ username: 'reporter', password: 'a long pass phrase', isStaff: true })
      const all = ['story', 'desk', 'note', 'reply'].flatMap((model) =>
        ['view', 'add', 'change'].map((action) => `${action}_${model}`),
      )
      for (const codename of [...all, 'delete_note'])
        await reporterRow.userPermissions.add(await Permission.get({ codename }))
      reporter = project.newClient()
      await reporter.forceLogin(reporterRow)
      chief = project.newClient()
      await chief.forceLogin(await createSuperuser({ username: 'chief', password: 'a long pass phrase' }))
    })
  })
  after(() => project.close())

  const page = async (at: string, client = reporter) => await (await client.get(`/admin/${at}`)).text()
  const story = (values: Partial<Pick<Story, 'title' | 'fee' | 'memo'>> & { desk?: Desk } = {}) =>
    project.run(() => Story.create({ title: 'A story', fee: 1, ...values } as never))
  const stored = (row: Story) => project.run(() => Story.get({ id: row.id }))

  test('a field that a hook makes read-only is changed by no cell and no restored version', async () => {
    const row = await story()
    await project.run(async () => {
      row.fee = 2
      await row.save()
    })
    assert.doesNotMatch(await page('desk/story/'), /name="c0-fee"/)
    assert.match(await page('desk/story/', chief), /name="c0-fee"/)
    const cells = { _save: 'cells', _rows: JSON.stringify([[String(row.pk), 'fee:x']]), 'c0-fee': '77' }
    await reporter.post('/admin/desk/story/', cells)
    assert.equal((await stored(row)).fee, 2)
    const version = await project.run(
      async () => (await RecordChange.filter({ objectId: String(row.pk), action: 'added' }).first())!.pk,
    )
    const at = `desk/story/${row.pk}/history/${version}/`
    const _version = /name="_version" value="([^"]*)"/.exec(await page(at))?.[1] ?? ''
    assert.equal((await reporter.post(`/admin/${at}`, { _version })).status, 409)
    assert.equal((await stored(row)).fee, 2)
  })

  test('a field that a hook leaves out of the form is neither looked at nor read in the history', async () => {
    const row = await story({ memo: 'whispered' })
    await project.run(async () => {
      row.memo = 'whispered twice'
      await row.save()
    })
    for (const at of ['look', 'history', 'history/0']) {
      assert.doesNotMatch(await page(`desk/story/${row.pk}/${at}/`), /whispered/, at)
    }
    assert.match(
      await (await chief.get(`/admin/desk/story/${row.pk}/look/`, { headers: { 'x-all': '1' } })).text(),
      /whispered twice/,
    )
  })

  test('rows of others are not found out by what one’s own rows answer', async () => {
    const desks = await project.run(async () => [
      await Desk.create({ name: 'Own', codeword: 'otter', owner: reporterRow }),
      await Desk.create({ name: 'Theirs', codeword: 'zebra' }),
    ])
    await story({ title: 'Swims', desk: desks[0]! })
    await story({ title: 'Gallops', desk: desks[1]! })
    assert.match(await page('desk/story/?q=desk:otter'), /Swims/)
    for (const query of ['desk:zebra', 'desk:zeb', '-desk:otter desk:any desk:zebra'])
      assert.doesNotMatch(await page(`desk/story/?q=${encodeURIComponent(query)}`), /Gallops/, query)
  })

  test('the history of a row tells of those rows in its form that one sees', async () => {
    const row = await story({ title: 'Noted' })
    await project.run(async () => {
      await Note.create({ text: 'my own words', story: row, owner: reporterRow })
      const other = await Note.create({ text: 'words of another', story: row })
      other.text = 'other words of another'
      await other.save()
    })
    const history = await page(`desk/story/${row.pk}/history/`)
    assert.match(history, /my own words/)
    assert.doesNotMatch(history, /words of another/)
    assert.match(await page(`desk/story/${row.pk}/history/`, chief), /other words of another/)
  })

  test('the place where a page of choices ends tells nothing of rows that one may not look at', async () => {
    await project.run(() =>
      Source.bulkCreate(Array.from({ length: 30 }, (_, i) => ({ name: `Source ${i}`, rank: 7_000_000 + i })) as never),
    )
    for (const query of ['', '&q=source']) {
      const answer = await reporter.get(`/admin/desk/story/autocomplete/?field=source${query}`)
      const { next, results } = JSON.parse(await answer.text()) as { next: string | null; results: unknown[] }
      assert.ok(results.length > 0)
      assert.doesNotMatch(Buffer.from(next ?? '', 'base64url').toString(), /70000/, query)
    }
  })

  test('the last superuser is not deleted among others', async () => {
    const keys = await project.run(async () => {
      await createSuperuser({ username: 'second', password: 'a long pass phrase' })
      return (await User.filter({ isSuperuser: true }).valuesList('pk', { flat: true })).map(String)
    })
    assert.equal(keys.length, 2)
    const sent = { action: '_delete', id: keys, _confirmed: '2' }
    const answer = await chief.post('/admin/auth/user/', sent)
    assert.equal(answer.status, 409)
    assert.match(await answer.text(), /the last superuser who can log in/)
    assert.equal(await project.run(() => User.filter({ isSuperuser: true }).count()), 2)
  })

  test('what others share does not push one’s own views off the page', async () => {
    await project.run(async () => {
      const contentType = await ContentType.get({ model: 'story', appLabel: 'desk' })
      const owner = await User.get({ username: 'chief' })
      const made = (name: string, of: User) => ({
        contentType,
        owner: of,
        name,
        query: 'q=a',
        shared: true,
        pinned: true,
      })
      await SavedView.bulkCreate([
        ...Array.from({ length: 50 }, (_, i) => made(`Aaa ${i}`, owner)),
        made('My own view', reporterRow),
      ] as never)
    })
    assert.match(await page('desk/story/'), /My own view/)
    assert.match(await page(''), /My own view/)
    await project.run(() => SavedView.all().delete())
  })

  test('a row of another’s form, or one that is not seen, is neither moved nor changed by naming its key', async () => {
    const [own, other] = [await story({ title: 'Own' }), await story({ title: 'Other' })]
    const [elsewhere, unseen] = await project.run(async () => [
      await Note.create({ text: 'elsewhere', story: other, owner: reporterRow }),
      await Note.create({ text: 'unseen', story: own }),
    ])
    const total = { 'notes-TOTAL_FORMS': '1', 'notes-INITIAL_FORMS': '1' }
    for (const note of [elsewhere!, unseen!])
      for (const more of [
        {},
        { 'notes-0-_again': '1' },
        { 'notes-0-DELETE': 'on' },
        { 'notes-0-story': String(own.pk) },
      ])
        for (const initial of ['0', '1']) {
          const row = { 'notes-0-id': String(note.pk), 'notes-0-_version': 'text:x', 'notes-0-text': 'taken', ...more }
          await reporter.post(`/admin/desk/story/${own.pk}/change/`, {
            title: 'Own',
            ...total,
            'notes-INITIAL_FORMS': initial,
            ...row,
          })
          const now = await project.run(() => Note.get({ id: note.id }))
          assert.deepEqual([now.text, now.story_id], [note.text, note.story_id], JSON.stringify([initial, more]))
        }
  })

  test('numbers of rows that nobody could have sent cost nothing', async () => {
    const row = await story()
    const nested = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`notes-${i}-replies-TOTAL_FORMS`, '1000']))
    for (const total of ['1000', '1e9']) {
      const started = performance.now()
      const answer = await reporter.post(`/admin/desk/story/${row.pk}/change/`, {
        title: 'Changed',
        'notes-TOTAL_FORMS': total,
        'notes-INITIAL_FORMS': '0',
        ...nested,
      })
      await answer.text()
      const took = performance.now() - started
      assert.ok(took < 5000, `${total}: ${Math.round(took)} ms`)
    }
  })
})
