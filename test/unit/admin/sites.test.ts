import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AdminSiteOptions, admin, adminApp, adminSite, adminUrls } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, Permission } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { html, include, path, reverse } from '../../../src/web/http/index.ts'
import { text } from './browser.ts'

class Shelf extends Model {
  name = field.char({ maxLength: 20 })

  override toString(): string {
    return this.name
  }
}

class Item extends Model {
  name = field.char({ maxLength: 20 })
  shelf = field.foreignKey(() => Shelf, { onDelete: 'cascade' })
  count = field.integer({ default: 0 })

  override toString(): string {
    return this.name
  }
}

const green: AdminSiteOptions['accent'] = {
  text: ['oklch(0.42 0.09 160)', 'oklch(0.79 0.1 160)'],
  fill: ['oklch(0.42 0.09 160)', 'oklch(0.5 0.09 160)'],
  fillActive: ['#0d4a33', '#186048'],
  soft: ['oklch(0.957 0.02 160)', 'oklch(0.278 0.03 160)'],
}

const items = admin(Item, {
  listDisplay: ['name', 'count'],
  searchFields: ['name'],
  hooks: {
    rows: (rows, request) => (request.path.startsWith('/partners/') ? rows.filter({ shelf__name: 'Open' }) : rows),
    canChange: (_request, row) => row?.count !== 13,
    canDelete: () => false,
    canView: (_request, row) => row?.name !== 'Secret',
  },
  views: [
    {
      path: 'report/<int:year>/',
      name: 'report',
      label: 'Report',
      view: async ({ rows, params, page }) =>
        page('report.html', { title: 'Stock', context: { count: await rows.count(), year: params['year'] } }),
    },
    { path: 'stale/', name: 'stale', label: 'Stale items', view: () => html('stale') },
    {
      path: 'recount/',
      name: 'recount',
      label: 'Recount',
      methods: ['post'],
      permission: 'delete_item',
      view: () => html('done'),
    },
  ],
})
const stock = defineApp({
  label: 'stock',
  dir: import.meta.dirname,
  models: { Shelf, Item },
  admin: [items, admin(Shelf, { hooks: { rows: (rows) => rows.exclude({ name: 'Hidden' }) } })],
})
const staffSite = adminSite({
  title: 'Staff',
  views: [
    {
      path: 'help/<path:page>/',
      name: 'help',
      view: ({ params, page }) => page('report.html', { title: String(params['page']) }),
    },
    { path: 'figures/', name: 'figures', label: 'Figures', permission: 'stock.view_item', view: () => html('figures') },
  ],
})
const partnerSite = adminSite({
  title: 'Partners',
  apps: [],
  registrations: [items],
  accent: green,
  logo: '/logo.svg',
  siteUrl: null,
  canEnter: (user) => user.email.endsWith('@partner.example'),
  templates: { login: 'partner-login.html' },
})

describe('two sites of one project', () => {
  let project: TestProject
  const clients: Record<string, TestProject['client']> = {}
  before(async () => {
    project = await testProject(
      defineProject({
        apps: [authApp, sessionsApp, adminApp, stock],
        urls: [
          path('staff/', include(adminUrls(staffSite), { namespace: 'staff' })),
          path('partners/', include(adminUrls(partnerSite), { namespace: 'partners' })),
        ],
      }),
    )
    await project.run(async () => {
      const password = 'a long pass phrase'
      const people = {
        ada: await createSuperuser({ username: 'ada', password }),
        staff: await createUser({ username: 'staff', password, isStaff: true }),
        partner: await createUser({ username: 'partner', password, email: 'x@partner.example' }),
      }
      const ofStock = await Permission.filter({ contentType__appLabel: 'stock' })
      await people.staff.userPermissions.add(...ofStock.filter(({ codename }) => codename !== 'delete_item'))
      await people.partner.userPermissions.add(...ofStock)
      for (const [name, user] of Object.entries(people)) {
        clients[name] = project.newClient()
        await clients[name].forceLogin(user)
      }
      const [open, closed, hidden] = await Promise.all(
        ['Open', 'Closed', 'Hidden'].map((name) => Shelf.create({ name })),
      )
      await Item.create({ name: 'Rope', shelf: open!, count: 4 })
      await Item.create({ name: 'Unlucky', shelf: open!, count: 13 })
      await Item.create({ name: 'Lamp', shelf: closed! })
      await Item.create({ name: 'Secret', shelf: hidden! })
    })
  })
  after(() => project.close())
  const get = async (who: string, at: string) => {
    const response = await clients[who]!.get(at)
    return { status: response.status, to: response.headers.get('location'), html: await response.text() }
  }

  test('each lets in whom it says, under its own path, with its own models and name', async () => {
    const staff = await get('staff', '/staff/')
    assert.match(staff.html, /href="\/staff\/stock\/shelf\/"/)
    assert.equal((await get('partner', '/staff/')).to, '/staff/login/?next=%2Fstaff%2F')
    assert.equal((await get('staff', '/partners/')).to, '/partners/login/?next=%2Fpartners%2F')
    const partner = await get('partner', '/partners/')
    assert.match(partner.html, /<title>[^<]*Partners/)
    assert.match(partner.html, /href="\/partners\/stock\/item\/"/)
    assert.doesNotMatch(partner.html, /stock\/shelf|\/staff\//)
    assert.equal((await get('partner', '/partners/stock/shelf/')).status, 404)
  })

  test('the log-in page of a site lets in those who may enter it, and no others', async () => {
    for (const [at, username, status] of [
      ['/partners/login/', 'partner', 303],
      ['/partners/login/', 'staff', 422],
      ['/staff/login/', 'partner', 422],
    ] as const) {
      const visitor = project.newClient()
      await visitor.get(at)
      assert.equal((await visitor.post(at, { username, password: 'a long pass phrase' })).status, status, at + username)
    }
  })

  test('addresses of each are made by its namespace', async () => {
    await project.run(() => {
      assert.equal(reverse('staff:list', { app: 'stock', model: 'item' }), '/staff/stock/item/')
      assert.equal(
        reverse('partners:change', { app: 'stock', model: 'item', id: '3' }),
        '/partners/stock/item/3/change/',
      )
      assert.equal(reverse('staff:figures'), '/staff/figures/')
      assert.equal(
        reverse('staff:page', { app: 'stock', model: 'item', rest: 'report/2026/' }),
        '/staff/stock/item/report/2026/',
      )
    })
  })

  test('a site’s own colours are a stylesheet of its own, and its picture stands beside its name', async () => {
    const page = await get('partner', '/partners/')
    const sheet = /href="(\/partners\/assets\/[0-9a-f]{12}\/site\.css)"/.exec(page.html)?.[1]
    const served = await clients['partner']!.get(sheet!)
    assert.match(served.headers.get('content-type') ?? '', /text\/css/)
    assert.match(served.headers.get('cache-control') ?? '', /immutable/)
    assert.match(await served.text(), /--accent: light-dark\(oklch\(0\.42 0\.09 160\), oklch/)
    assert.match(page.html, /<img class="n-logo" src="\/logo\.svg" alt=""/)
    const staff = await get('staff', '/staff/')
    assert.doesNotMatch(staff.html, /site\.css|n-logo/)
    assert.equal((await clients['staff']!.get('/staff/assets/x/site.css')).status, 404)
  })

  test('colours that cannot be read stop the start, and say which', () => {
    const site = (accent: NonNullable<typeof green>) => () => adminSite({ accent })
    assert.throws(site({ ...green, fill: ['#8fd0b0', '#186048'] }), {
      code: 'NUAGES_ADMIN_LOW_CONTRAST',
      message: /In the light theme white on accent\.fill has a contrast of 1\.\d+ to 1/,
    })
    assert.throws(site({ ...green, text: ['#0d4a33', '#0d4a33'] }), {
      message: /In the dark theme accent\.text on --canvas/,
    })
    assert.throws(site({ ...green, soft: ['green', '#000'] }), { code: 'NUAGES_ADMIN_BAD_COLOUR' })
  })

  test('hooks narrow the rows of lists, searches, counts and relations, superusers’ too', async () => {
    const partner = await get('partner', '/partners/stock/item/')
    assert.match(text(partner.html), /Unlucky 13 Rope 4/)
    assert.doesNotMatch(partner.html, /Lamp|Secret/)
    assert.equal((await get('partner', '/partners/stock/item/3/change/')).status, 404)
    assert.equal((await get('partner', '/partners/stock/item/3/delete/')).status, 403)
    assert.doesNotMatch((await get('partner', '/partners/stock/item/?q=lamp')).html, /Lamp/)
    const form = (await get('ada', '/staff/stock/item/add/')).html
    assert.match(form, /Open/)
    assert.doesNotMatch(form, /Hidden/)
    const sent = await clients['ada']!.post('/staff/stock/item/add/', { name: 'Hat', shelf: '3', count: '1' })
    assert.equal(sent.status, 422)
  })

  test('a hook keeps single rows from being opened or changed, and whole models from being deleted from', async () => {
    assert.equal((await get('ada', '/staff/stock/item/4/change/')).status, 404)
    const unlucky = await get('ada', '/staff/stock/item/2/change/')
    assert.equal(unlucky.status, 200)
    assert.doesNotMatch(unlucky.html, /name="_save"/)
    const sent = { name: 'Lucky', shelf: '1', count: '7' }
    assert.equal((await clients['ada']!.post('/staff/stock/item/2/change/', sent)).status, 403)
    assert.equal((await clients['ada']!.post('/staff/stock/item/1/delete/', {})).status, 403)
    await project.run(async () => assert.deepEqual((await Item.get({ id: 2 })).name, 'Unlucky'))
  })

  test('pages of a project stand in the shell, are given the rows that this person sees, and ask for their permission', async () => {
    assert.match((await get('partner', '/partners/stock/item/')).html, /href="\/partners\/stock\/item\/stale\/"/)
    const report = await get('partner', '/partners/stock/item/report/2026/')
    assert.match(text(report.html), /2 in stock, of 2026/)
    assert.match(report.html, /href="\/partners\/stock\/item\/"/)
    assert.match(text((await get('ada', '/staff/stock/item/report/2026/')).html), /4 in stock/)
    assert.equal((await get('partner', '/partners/stock/item/recount/')).status, 405)
    assert.equal((await clients['staff']!.post('/staff/stock/item/recount/', {})).status, 403)
    assert.equal((await clients['partner']!.post('/partners/stock/item/recount/', {})).status, 200)
    const help = await get('staff', '/staff/help/a/b/')
    assert.match(help.html, /<h1>a\/b<\/h1>/)
    assert.match(help.html, /class="n-nav__brand" href="\/staff\/"/)
    assert.match(help.html, /href="\/staff\/figures\/"/)
    assert.equal((await get('staff', '/staff/figures/')).html, 'figures')
  })

  test('what is nowhere is a page of the admin for those who may enter, and the log-in page for others', async () => {
    const nowhere = await get('staff', '/staff/stock/item/nowhere/at/all/')
    assert.equal(nowhere.status, 404)
    assert.match(nowhere.html, /class="n-nav__brand" href="\/staff\/"/)
    assert.equal((await get('staff', '/staff/nowhere/')).status, 404)
    assert.equal((await get('partner', '/staff/nowhere/')).to, '/staff/login/?next=%2Fstaff%2Fnowhere%2F')
    for (const at of [
      '/staff/stock/item',
      '/staff/stock/item/add',
      '/staff/stock/item/report/2026',
      '/staff/figures',
    ]) {
      const moved = await get('staff', `${at}?a=1`)
      assert.deepEqual([moved.status, moved.to], [301, `${at}/?a=1`])
    }
  })

  test('a template in the folder of a model stands in for the admin’s own', async () => {
    const list = await get('staff', '/staff/stock/item/')
    assert.match(text(list.html), /Counted every Friday\..*Rope/)
    assert.doesNotMatch((await get('staff', '/staff/stock/shelf/')).html, /Friday/)
    const login = await project.newClient().get('/partners/login/')
    assert.match(await login.text(), /For our partners/)
  })
})

test('views that could not be reached stop the start', () => {
  const view = { name: 'x', view: () => html('') }
  for (const [path, problem] of [
    ['report', /ends with none/],
    ['/report/', /begins with a slash/],
    ['add/', /a page of its own/],
    ['5/change/', /a page of its own/],
  ] as const)
    assert.throws(() => adminSite({ views: [{ ...view, path }] }), { code: 'NUAGES_ADMIN_BAD_VIEW', message: problem })
  assert.throws(
    () =>
      adminSite({
        views: [
          { ...view, path: 'a/' },
          { ...view, path: 'b/' },
        ],
      }),
    /the name 'x' too/,
  )
})
