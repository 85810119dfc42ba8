import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls, LogEntry, RecordChange, SavedView } from '../../src/apps/admin/index.ts'
import {
  authApp,
  ContentType,
  createSuperuser,
  createUser,
  fieldRules,
  Group,
  Permission,
  rule,
  User,
} from '../../src/apps/auth/index.ts'
import { sessionsApp } from '../../src/apps/sessions/index.ts'
import { createToken, tokensApp } from '../../src/apps/tokens/index.ts'
import { field, Model, untyped } from '../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../src/tools/project/index.ts'
import { type Client, type TestProject, testProject } from '../../src/tools/testing/index.ts'
import { include, path, type UrlEntry } from '../../src/web/http/index.ts'

/*
 * Every route of the admin, by every method, as everybody: what it answers, and that nothing is written that this person may not write. A
 * route that the table does not know fails: say there what it answers to whom.
 */

class Story extends Model {
  title = field.char({ maxLength: 40 })
  body = field.char({ maxLength: 40, blank: true })
  fee = field.integer({ default: 0, blank: true })
  owner = field.foreignKey(() => User, { onDelete: 'setNull', null: true, blank: true })

  override toString(): string {
    return this.title
  }
}

/** Rows that a rule narrows: one's own. */
class Case extends Model {
  title = field.char({ maxLength: 40 })
  body = field.char({ maxLength: 40, blank: true })
  fee = field.integer({ default: 0, blank: true })
  owner = field.foreignKey(() => User, { onDelete: 'setNull', null: true, blank: true })
}

/** Fields of which one is hidden and one is only read. */
class Memo extends Model {
  title = field.char({ maxLength: 40 })
  body = field.char({ maxLength: 40, blank: true })
  fee = field.integer({ default: 0, blank: true })
  owner = field.foreignKey(() => User, { onDelete: 'setNull', null: true, blank: true })
}

const rename = {
  name: 'rename',
  label: 'Rename',
  run: async ({ rows }: { rows: unknown }) => ({
    done: await (rows as { update(values: object): Promise<number> }).update({ body: 'renamed' }),
  }),
}
const models = { Story, Case, Memo }
const desk = defineApp({
  label: 'desk',
  models,
  admin: Object.values(models).map((model) => admin(model as typeof Story, { actions: [rename] })),
  rules: [
    rule(Case, 'view', (user, cases) => cases.filter({ owner: user })),
    rule(Case, 'change', (user, cases) => cases.filter({ owner: user })),
    fieldRules(Memo, { hidden: ['fee'], readOnly: ['title'] }),
  ],
})
const urls = adminUrls(adminSite())

/** What somebody may do to rows of a model, and to the one row that is asked about. */
interface Role {
  readonly model: 'story' | 'case' | 'memo' | 'user'
  /** May come in. */
  readonly enter: boolean
  readonly view: boolean
  readonly add: boolean
  readonly change: boolean
  readonly delete: boolean
  /** The row is one of those that this person sees. */
  readonly row: boolean
  /** The row is no account of somebody who may do more. */
  readonly reach: boolean
  /** A superuser. */
  readonly all: boolean
}
const nothing: Role = {
  model: 'story',
  enter: false,
  view: false,
  add: false,
  change: false,
  delete: false,
  row: true,
  reach: true,
  all: false,
}
const staff: Role = { ...nothing, enter: true }
const roles = {
  anonymous: nothing,
  token: nothing,
  outsider: nothing,
  idle: staff,
  viewer: { ...staff, view: true },
  adder: { ...staff, add: true },
  changer: { ...staff, change: true },
  deleter: { ...staff, delete: true },
  editor: { ...staff, view: true, change: true, delete: true },
  narrowed: { ...staff, model: 'case', view: true, change: true, delete: true, row: false },
  fieldless: { ...staff, model: 'memo', view: true, change: true },
  clerk: { ...staff, model: 'user', view: true, add: true, change: true, delete: true, reach: false },
  chief: { ...staff, view: true, add: true, change: true, delete: true, all: true },
} satisfies Record<string, Role>
type RoleName = keyof typeof roles

/** The codenames that each person has. */
const given: Readonly<Partial<Record<RoleName, readonly string[]>>> = {
  outsider: ['view_story', 'add_story', 'change_story', 'delete_story'],
  viewer: ['view_story'],
  adder: ['add_story'],
  changer: ['change_story'],
  deleter: ['delete_story'],
  editor: ['view_story', 'change_story', 'delete_story'],
  narrowed: ['view_case', 'change_case', 'delete_case'],
  fieldless: ['view_memo', 'change_memo'],
  clerk: ['view_user', 'add_user', 'change_user', 'delete_user'],
}

interface Asked {
  readonly path: string
  readonly body?: Record<string, string | string[]>
}
interface Target {
  readonly model: Role['model']
  readonly app: 'desk' | 'auth'
  readonly key: string
  /** A change of the row that is written down. */
  readonly version: string
  /** A list that a superuser has saved. */
  readonly view: string
}
interface Expected {
  readonly ask: (target: Target) => Asked
  readonly status: (role: Role) => number | readonly number[]
  /** Who changes something by it. Nobody, where it is left out. */
  readonly writes?: (role: Role) => boolean
}

const sees = ({ view, change }: Role) => view || change
const list = ({ app, model }: Target) => `${app}/${model}/`
const row = (target: Target) => `${list(target)}${target.key}/`
const comeIn = (role: Role, inside: number | readonly number[]) => (role.enter ? inside : 302)
/** For a page about a model: who does not come in, who sees nothing of it, and the rest. */
const ofModel = (role: Role, inside: number | readonly number[], outside = 302) =>
  !role.enter ? outside : sees(role) ? inside : 403
const ofRow = (role: Role, inside: number, outside = 302) => ofModel(role, role.row ? inside : 404, outside)
const changes = (role: Role) => role.enter && role.change && role.row && role.reach
const deletes = (role: Role) => role.enter && sees(role) && role.delete && role.row && role.reach
const values = { title: 'changed', body: 'changed', fee: '99', owner: '' }
const escalating = { isSuperuser: 'on', isStaff: 'on', isActive: 'on', groups: ['1'], userPermissions: ['1'] }
const fixed = (at: string, body?: Asked['body']) => () => (body === undefined ? { path: at } : { path: at, body })

const table: Readonly<Record<string, { readonly get?: Expected; readonly post?: Expected }>> = {
  index: {
    get: { ask: fixed(''), status: (role) => comeIn(role, 200) },
    post: { ask: fixed('', values), status: (role) => comeIn(role, 200) },
  },
  search: { get: { ask: fixed('search/?q=changed'), status: (role) => comeIn(role, 200) } },
  session: { get: { ask: fixed('session/'), status: () => 200 } },
  login: {
    get: { ask: fixed('login/'), status: ({ enter }) => (enter ? 302 : 200) },
    post: { ask: fixed('login/', { username: 'chief', password: 'guess' }), status: () => 422 },
  },
  logout: { post: { ask: fixed('logout/'), status: () => 303 } },
  preferences: { post: { ask: fixed('preferences/', { theme: 'dark' }), status: (role) => comeIn(role, 303) } },
  language: { post: { ask: fixed('language/', { language: 'de' }), status: () => [302, 303] } },
  'own-password': {
    get: { ask: fixed('password/'), status: (role) => comeIn(role, 200) },
    post: {
      ask: fixed('password/', { current: 'guess', password: 'another long one', again: 'another long one' }),
      status: (role) => comeIn(role, 422),
    },
  },
  asset: { get: { ask: fixed('assets/x/admin.css'), status: () => 200 } },
  'no-asset': { get: { ask: fixed('assets/nothing/at/all'), status: () => 404 } },
  audit: { get: { ask: fixed('audit/'), status: (role) => comeIn(role, role.all ? 200 : 404) } },
  'saved-views': {
    get: { ask: (target) => ({ path: `${list(target)}saved-views/` }), status: (role) => ofModel(role, 200) },
  },
  'save-view': {
    get: { ask: (target) => ({ path: `${list(target)}saved-views/add/?q=a` }), status: (role) => ofModel(role, 200) },
    post: {
      ask: (target) => ({ path: `${list(target)}saved-views/add/?q=a`, body: { name: 'Mine', owner: '1' } }),
      status: (role) => ofModel(role, 303, 403),
      writes: (role) => role.enter && sees(role),
    },
  },
  // The private view of a superuser.
  'saved-view': {
    post: {
      ask: (target) => ({
        path: `${list(target)}saved-views/${target.view}/`,
        body: { name: 'Taken over', shared: 'on', _do: 'save' },
      }),
      status: (role) => ofModel(role, role.all ? 303 : 404),
      writes: (role) => role.all,
    },
  },
  look: { get: { ask: (target) => ({ path: `${row(target)}look/` }), status: (role) => ofRow(role, 200) } },
  markdown: { post: { ask: fixed('markdown/', { text: '*a*' }), status: (role) => comeIn(role, 200) } },
  app: {
    get: {
      ask: ({ app }) => ({ path: `${app}/` }),
      status: (role) => comeIn(role, role.add || sees(role) ? 200 : 404),
    },
  },
  list: {
    get: { ask: (target) => ({ path: `${list(target)}?q=a&o=-title&fee=1` }), status: (role) => ofModel(role, 200) },
    post: {
      ask: (target) => ({
        path: list(target),
        body: { action: target.model === 'user' ? '_delete' : 'rename', id: [target.key], _confirmed: '1' },
      }),
      status: (role) =>
        role.model === 'user' ? 409 : ofModel(role, !role.row ? [403, 422] : changes(role) ? 303 : 403, 403),
      writes: (role) => role.model !== 'user' && changes(role),
    },
  },
  autocomplete: {
    get: {
      ask: (target) => ({ path: `${list(target)}autocomplete/?field=${target.model === 'user' ? 'groups' : 'owner'}` }),
      // Groups are given by superusers alone.
      status: (role) => (!role.enter ? 302 : !(role.add || role.change) ? 403 : role.model === 'user' ? 404 : 200),
    },
  },
  add: {
    get: {
      ask: (target) => ({ path: `${list(target)}add/` }),
      status: (role) => (!role.enter ? 302 : role.add ? 200 : 403),
    },
    post: {
      ask: (target) => ({
        path: `${list(target)}add/`,
        body: target.model === 'user' ? { ...escalating, ...newUser } : values,
      }),
      status: (role) => (role.enter && role.add ? 303 : 403),
      writes: (role) => role.enter && role.add,
    },
  },
  change: {
    get: { ask: (target) => ({ path: `${row(target)}change/` }), status: (role) => ofRow(role, 200) },
    post: {
      ask: (target) => ({
        path: `${row(target)}change/`,
        body: target.model === 'user' ? { ...escalating, username: 'taken' } : values,
      }),
      // What was typed for a row that is gone is kept, with 410; one that is not seen is the same.
      status: (role) => ofModel(role, !role.row ? 410 : changes(role) ? 303 : 403, 403),
      writes: changes,
    },
  },
  delete: {
    get: {
      ask: (target) => ({ path: `${row(target)}delete/` }),
      status: (role) => ofModel(role, !role.delete ? 403 : !role.row ? 404 : role.reach ? 200 : 403),
    },
    post: {
      ask: (target) => ({ path: `${row(target)}delete/`, body: { sure: 'on' } }),
      status: (role) => ofModel(role, !role.delete ? 403 : !role.row ? 404 : role.reach ? 303 : 403),
      writes: deletes,
    },
  },
  history: {
    get: { ask: (target) => ({ path: `${row(target)}history/` }), status: (role) => ofRow(role, 200) },
  },
  restore: {
    get: {
      ask: (target) => ({ path: `${row(target)}history/${target.version}/` }),
      status: (role) => ofRow(role, changes(role) ? 200 : 403),
    },
    post: {
      ask: (target) => ({ path: `${row(target)}history/${target.version}/`, body: {} }),
      // Without the mark of the preview nothing is restored.
      status: (role) => (ofRow(role, 0) === 0 ? (changes(role) ? [303, 409, 422] : 403) : ofRow(role, 0)),
    },
  },
  password: {
    get: {
      ask: (target) => ({ path: `${row(target)}password/` }),
      status: (role) => ofModel(role, role.model === 'user' ? 403 : 404),
    },
    post: {
      ask: (target) => ({
        path: `${row(target)}password/`,
        body: { password: 'another long one', again: 'another long one' },
      }),
      status: (role) => ofModel(role, role.model === 'user' ? 403 : 404),
    },
  },
  page: {
    get: { ask: (target) => ({ path: `${list(target)}nowhere/` }), status: (role) => ofModel(role, 404) },
    post: {
      ask: (target) => ({ path: `${list(target)}nowhere/`, body: values }),
      status: (role) => ofModel(role, 404),
    },
  },
  nothing: {
    get: { ask: fixed('no/where/at/all/'), status: (role) => comeIn(role, 404) },
    post: { ask: fixed('no/where/at/all/', values), status: (role) => comeIn(role, 404) },
  },
}
const newUser = { username: 'newcomer' }

describe('every route of the admin, as everybody', () => {
  let project: TestProject
  const clients = {} as Record<RoleName, Client>
  const headers: Partial<Record<RoleName, Record<string, string>>> = {}
  let chiefKey = ''
  before(async () => {
    project = await testProject(
      defineProject({
        apps: [authApp, sessionsApp, tokensApp, adminApp, desk],
        urls: [path('admin/', include(urls, { namespace: 'admin' }))],
      }),
    )
    await project.run(async () => {
      await Group.create({ name: 'Chiefs' })
      for (const name of Object.keys(roles) as RoleName[]) {
        clients[name] = project.newClient()
        if (name === 'anonymous' || name === 'token') continue
        const user =
          name === 'chief'
            ? await createSuperuser({ username: name, password: 'a long pass phrase' })
            : await createUser({ username: name, password: 'a long pass phrase', isStaff: roles[name].enter })
        if (name === 'chief') chiefKey = String(user.pk)
        for (const codename of given[name] ?? []) await user.userPermissions.add(await Permission.get({ codename }))
        await clients[name].forceLogin(user)
      }
      const { token } = await createToken(await User.get({ username: 'chief' }), {
        name: 'Narrow',
        abilities: ['desk.view_story'],
        expires: null,
      })
      headers.token = { authorization: `Bearer ${token}` }
    })
  })
  after(() => project.close())

  /** Everything that there is, but for when people came last. */
  const world = async () => {
    const rows = (model: object, ...paths: string[]) =>
      untyped(model as typeof Story)
        .orderBy('pk', ...paths)
        .values(...paths)
    return JSON.stringify(
      await Promise.all([
        ...[Story, Case, Memo, LogEntry, RecordChange, SavedView].map((model) => rows(model)),
        rows(User, 'pk', 'username', 'password', 'isStaff', 'isSuperuser', 'isActive', 'email'),
        rows(User, 'pk', 'groups'),
        rows(User, 'pk', 'userPermissions'),
        rows(Group, 'pk', 'name', 'permissions'),
      ]),
    )
  }
  /** What other people's requests left. */
  const clear = async () => {
    for (const model of [Story, Case, Memo, LogEntry, RecordChange, SavedView]) await untyped(model).all().delete()
  }

  const viewOf = async (model: Role['model']): Promise<string> => {
    const contentType = await ContentType.get({ model, appLabel: model === 'user' ? 'auth' : 'desk' })
    const owner = await User.get({ username: 'chief' })
    const [made] = await SavedView.getOrCreate({ contentType, owner, name: 'Ours' }, { query: 'q=x' })
    return String(made.pk)
  }

  const makeTarget = async ({ model }: Role): Promise<Target> => {
    const view = await viewOf(model)
    if (model === 'user') return { app: 'auth', model, key: chiefKey, version: '0', view }
    const Made = { story: Story, case: Case, memo: Memo }[model] as typeof Story
    const made = await Made.create({ title: 'first', fee: 1 })
    made.body = 'second'
    await made.save()
    const { pk } = (await RecordChange.filter({ objectId: String(made.pk), action: 'added' })
      .orderBy('-pk')
      .first())!
    return { app: 'desk', model, key: String(made.pk), version: String(pk), view }
  }

  const routes = urls.flatMap((entry: UrlEntry) => {
    if (entry.kind !== 'route') return []
    const { view } = entry
    const methods = typeof view === 'function' ? ['get', 'post'] : Object.keys(view)
    return methods
      .filter((method) => method === 'get' || method === 'post')
      .map((method) => ({ name: entry.name, method }))
  })

  test('the table knows every route', () => {
    // Changing the language is a view of another battery, which takes posts alone.
    const known = Object.entries(table).flatMap(([name, entry]) =>
      Object.keys(entry).map((method) => `${method} ${name}`),
    )
    const there = routes.map(({ name, method }) => `${method} ${name}`).filter((each) => each !== 'get language')
    assert.deepEqual(
      there.filter((each) => !known.includes(each)),
      [],
      'routes without an entry in the table of this test',
    )
    assert.deepEqual(
      known.filter((each) => !there.includes(each)),
      [],
      'entries of the table without a route',
    )
  })

  for (const name of Object.keys(roles) as RoleName[])
    test(`as ${name}`, async () => {
      const role: Role = roles[name]
      await project.run(clear)
      for (const route of Object.keys(table)) {
        for (const method of ['get', 'post'] as const) {
          const expected = table[route]?.[method]
          if (expected === undefined) continue
          const target = await project.run(() => makeTarget(role))
          const { path: at, body } = expected.ask(target)
          const before = await project.run(world)
          const kept = route === 'logout' ? project.newClient() : clients[name]
          const options = { headers: headers[name] ?? {} }
          const answer =
            method === 'get'
              ? await kept.get(`/admin/${at}`, options)
              : await kept.post(`/admin/${at}`, body ?? {}, options)
          const said = `${name}: ${method.toUpperCase()} ${route} (/admin/${at})`
          const right = [expected.status(role)].flat()
          assert.ok(right.includes(answer.status), `${said} answered ${answer.status}, not ${right.join(' or ')}`)
          const changed = (await project.run(world)) !== before
          assert.equal(
            changed,
            expected.writes?.(role) ?? false,
            `${said} ${changed ? 'changed' : 'did not change'} rows`,
          )
          await project.run(() => nobodyRose(said))
        }
      }
    })

  /** Nobody has become more than they were. */
  const nobodyRose = async (said: string) => {
    assert.deepEqual(await User.filter({ isSuperuser: true }).valuesList('username', { flat: true }), ['chief'], said)
    const newcomer = await User.filter({ username: 'newcomer' }).first()
    if (newcomer === null) return
    assert.equal(newcomer.isStaff, false, said)
    assert.deepEqual([await newcomer.groups.count(), await newcomer.userPermissions.count()], [0, 0], said)
    await newcomer.delete()
  }

  test('what is hidden is not written, what is read is not changed, whatever is sent', async () => {
    const { key } = await project.run(() => makeTarget(roles.fieldless))
    const at = `/admin/desk/memo/${key}/change/`
    const page = await (await clients.fieldless.get(at)).text()
    assert.doesNotMatch(page, /name="fee"|name="title"/)
    assert.equal((await clients.fieldless.post(at, values)).status, 303)
    const memo = await project.run(() => Memo.get({ id: Number(key) }))
    assert.deepEqual([memo.title, memo.fee, memo.body], ['first', 1, 'changed'])
    const changed = await clients.chief.post(at, { ...values, body: 'changed' })
    assert.equal(changed.status, 303)
    const told = async (client: Client) => (await (await client.get('/admin/')).text()).replaceAll(/<[^>]*>/g, '')
    assert.match(await told(clients.chief), /changed title(?:, | and )fee/)
    assert.doesNotMatch(await told(clients.fieldless), /changed [^.]*fee/)
    assert.match(await told(clients.fieldless), /chief changed/)
  })

  test('one’s own row of a ruled model is worked on, and not given away to see another’s', async () => {
    const own = await project.run(async () => {
      const user = await User.get({ username: 'narrowed' })
      return await Case.create({ title: 'mine', owner: user })
    })
    assert.equal((await clients.narrowed.get(`/admin/desk/case/${own.pk}/change/`)).status, 200)
    const other = await project.run(() => Case.create({ title: 'theirs' }))
    const answers = []
    for (const key of [other.pk, 987654]) {
      const response = await clients.narrowed.post(`/admin/desk/case/${key}/change/`, { ...values, _version: 'x' })
      answers.push([
        response.status,
        (await response.text()).replaceAll(String(key), '#').replaceAll(/value="[\w-]{40,}"/g, ''),
      ])
    }
    assert.deepEqual(answers[0], answers[1], 'a row that is not seen is told from one that is not there')
    const open = async (query: string) => await (await clients.narrowed.get(`/admin/desk/case/${query}`)).text()
    assert.match(await open(''), new RegExp(`/admin/desk/case/${own.pk}/change/`))
    for (const query of ['', '?owner=1', '?q=theirs', '?o=-fee', '?p=9', `?q=${other.pk}`])
      assert.doesNotMatch(await open(query), new RegExp(`/admin/desk/case/${other.pk}/`), query)
  })

  test('nobody raises themselves or lowers a superuser by a form, an action or a password', async () => {
    const clerk = await project.run(() => User.get({ username: 'clerk' }))
    const own = `/admin/auth/user/${clerk.pk}/`
    assert.equal((await clients.clerk.post(`${own}change/`, { ...escalating, username: 'clerk' })).status, 303)
    const after = await project.run(() => User.get({ username: 'clerk' }))
    assert.deepEqual([after.isSuperuser, await project.run(() => after.groups.count())], [false, 0])
    assert.equal(await project.run(() => after.userPermissions.count()), 4)
    const before = await project.run(world)
    for (const at of ['change', 'delete', 'password'])
      assert.equal(
        (await clients.clerk.post(`/admin/auth/user/${chiefKey}/${at}/`, { ...escalating, username: 'x' })).status,
        403,
      )
    assert.equal(await project.run(world), before)
  })
})
