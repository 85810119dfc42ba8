import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls, LogEntry } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser, createUser, fieldRules, Permission, rule } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { use } from '../../../src/base/context/index.ts'
import { field, Model, meta, ormService } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { collectQueries, type TestProject, testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { logIn, password } from './bookshop.ts'
import { text } from './browser.ts'

class Shelf extends Model {
  name = field.char({ maxLength: 20, unique: true })

  override toString(): string {
    return this.name
  }
}

class Item extends Model {
  name = field.char({ maxLength: 30 })
  code = field.char({ maxLength: 10, unique: true })
  price = field.decimal({ maxDigits: 7, decimalPlaces: 2 })
  stock = field.positiveInteger({ default: 0 })
  kind = field.char({ maxLength: 4, choices: { raw: 'Raw', made: 'Made' }, default: 'raw' })
  shown = field.boolean({ default: false })
  due = field.date({ null: true, blank: true })
  shelf = field.foreignKey(() => Shelf, { onDelete: 'protect' })
  details = field.json({ default: () => ({}), blank: true })
  secret = field.boolean({ default: false })

  static meta = meta<Item>()({ ordering: ['name'] })

  override toString(): string {
    return this.name
  }
}

const editable = ['code', 'price', 'stock', 'kind', 'shown', 'due', 'shelf'] as const
const saves: string[] = []
const store = defineApp({
  label: 'store',
  models: { Shelf, Item },
  admin: [
    admin(Item, {
      listDisplay: ['name', ...editable],
      listFilter: ['kind'],
      listEditable: editable,
      listPerPage: 10,
      hooks: {
        async save(row, { changed }) {
          saves.push(`${String(row)}: ${changed.join()}`)
          await row.save()
        },
      },
      actions: [{ name: 'zero', label: 'Zero', run: async ({ rows }) => ({ done: await rows.update({ stock: 0 }) }) }],
    }),
    admin(Shelf),
  ],
  rules: [
    rule(Item, 'view', (_user, rows) => rows.filter({ secret: false }), { modelPermission: 'required' }),
    rule(Item, 'change', (_user, rows) => rows.filter({ secret: false }).exclude({ kind: 'made' }), {
      modelPermission: 'required',
    }),
    fieldRules(Item, { readOnly: (_user, row) => (row !== null && row.stock > 50 ? ['stock', 'price'] : ['price']) }),
  ],
})

let shop: TestProject
before(async () => {
  shop = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, store],
      urls: [path('admin/', include(adminUrls(adminSite())))],
    }),
  )
  await shop.run(async () => {
    await createSuperuser({ username: 'ada', password })
    const nora = await createUser({ username: 'nora', password, isStaff: true })
    await nora.userPermissions.add(...(await Permission.filter({ contentType__appLabel: 'store' })))
    const viewer = await createUser({ username: 'viewer', password, isStaff: true })
    await viewer.userPermissions.add(await Permission.get({ codename: 'view_item' }))
  })
})
after(() => shop.close())

const list = '/admin/store/item/'

/** Six items A to F; D is made (nora may not change it), E has much stock, F is secret. */
async function fill(): Promise<Item[]> {
  saves.length = 0
  return shop.run(async () => {
    await Item.all().delete()
    await Shelf.all().delete()
    await LogEntry.all().delete()
    const shelf = await Shelf.create({ name: 'left' })
    await Shelf.create({ name: 'right' })
    const items: Item[] = []
    for (const [index, name] of ['A', 'B', 'C', 'D', 'E', 'F'].entries())
      items.push(
        await Item.create({
          name,
          code: `c${name}`,
          price: `${index + 1}.50`,
          stock: name === 'E' ? 90 : index,
          kind: name === 'D' ? 'made' : 'raw',
          shown: name === 'B',
          due: name === 'C' ? '2026-03-04' : null,
          shelf,
          secret: name === 'F',
        }),
      )
    return items
  })
}

/** What a browser would send for the cells of a list, changed by `changes`. */
function cells(page: string, changes: Record<string, string | undefined> = {}): Record<string, string> {
  const form = /<form class="n-list__form"[\s\S]*?<\/form>/.exec(page)![0]
  const sent: Record<string, string> = { _save: 'cells' }
  const plain = (value: string) => value.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1]
    const name = attribute('name')
    if (name === undefined || name === 'id' || name === 'csrfmiddlewaretoken' || name === '_all') continue
    if (/type="(?:checkbox|radio)"/.test(tag) && !/ checked/.test(tag)) continue
    sent[name] = plain(attribute('value') ?? 'on')
  }
  for (const [, name, body] of form.matchAll(/<select class="n-cell" name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
    sent[name!] = /<option value="([^"]*)" selected/.exec(body!)![1]!
  for (const [name, value] of Object.entries(changes))
    if (value === undefined) delete sent[name]
    else sent[name] = value
  return sent
}

const open = async (client: TestProject['client'], query = '') => (await client.get(list + query)).text()
const read = (item: Item) => shop.run(() => Item.get({ pk: item.pk }))

test('cells have the controls of their fields, and one save writes the changed ones and nothing else', async () => {
  const [a, b, c] = await fill()
  const client = await logIn(shop)
  const page = await open(client)
  assert.match(
    page,
    /<input class="n-cell" type="number" name="c0-price" value="1.50" data-cell[^>]* aria-label="Price of A"/,
  )
  assert.match(page, /<select class="n-cell" name="c0-kind"/)
  assert.match(page, /role="switch" name="c1-shown" data-cell[^>]* checked/)
  assert.match(page, /type="date" name="c2-due" value="2026-03-04"/)
  const right = await shop.run(() => Shelf.get({ name: 'right' }))
  const response = await client.post(
    `${list}?o=-name&p=1`,
    cells(page, {
      'c0-price': '9.9',
      'c0-shelf': String(right.pk),
      'c1-shown': undefined,
      'c2-due': '',
      'c2-kind': 'made',
    }),
  )
  assert.equal(response.headers.get('location'), `${list}?o=-name&p=1`)
  assert.equal(String((await read(a!)).price), '9.90')
  assert.equal((await read(a!)).shelf.pk, right.pk)
  assert.equal((await read(b!)).shown, false)
  assert.deepEqual([(await read(c!)).due, (await read(c!)).kind], [null, 'made'])
  assert.match(text(await open(client)), /Saved: 3 items\./)
  assert.deepEqual(saves, ['A: price,shelf', 'B: shown', 'C: kind,due'])
  const log = await shop.run(() => LogEntry.all().orderBy('pk').values('objectRepr', 'changeMessage'))
  assert.deepEqual(log[0], { objectRepr: 'A', changeMessage: '[{"changed":{"fields":["Price","Shelf"]}}]' })
  assert.equal(log.length, 3)
})

test('saving an unchanged page writes nothing', async () => {
  await fill()
  const client = await logIn(shop)
  const response = await client.post(list, cells(await open(client)))
  assert.equal(response.status, 303)
  assert.match(text(await open(client)), /There was nothing to change\./)
  assert.deepEqual(saves, [])
})

test('changes of others in other cells are kept; the same cell changed by two is asked about, and the other rows are saved', async () => {
  const [a, b] = await fill()
  const client = await logIn(shop)
  const page = await open(client)
  await shop.run(async () => {
    await Item.filter({ pk: a!.pk }).update({ stock: 77, kind: 'made' })
    await Item.filter({ pk: b!.pk }).update({ kind: 'made' })
  })
  const met = await client.post(list, cells(page, { 'c0-stock': '5', 'c1-stock': '6' }))
  assert.equal(met.status, 409)
  const asked = await met.text()
  assert.match(text(asked), /1 cell was not saved/)
  assert.match(text(asked), /Both changed Yours: 5 Theirs: 77/)
  assert.match(asked, /name="c0-stock" value="5" data-cell data-was="77"/)
  assert.deepEqual([(await read(a!)).stock, (await read(a!)).kind], [77, 'made'])
  assert.deepEqual([(await read(b!)).stock, (await read(b!)).kind], [6, 'made'])

  // Nothing is chosen in advance: sending it again asks again.
  const again = await client.post(list, cells(asked))
  assert.equal(again.status, 409)
  const theirs = await client.post(list, { ...cells(asked), 'c0-_keep_stock': 'theirs' })
  assert.equal(theirs.status, 303)
  assert.equal((await read(a!)).stock, 77)
  const mine = await client.post(list, { ...cells(asked), 'c0-_keep_stock': 'mine' })
  assert.equal(mine.status, 303)
  assert.equal((await read(a!)).stock, 5)
  assert.equal((await read(a!)).kind, 'made')
})

test('choosing one of two values asks again where a third one came meanwhile', async () => {
  const [a] = await fill()
  const client = await logIn(shop)
  const page = await open(client)
  await shop.run(() => Item.filter({ pk: a!.pk }).update({ stock: 77 }))
  const asked = await (await client.post(list, cells(page, { 'c0-stock': '5' }))).text()
  await shop.run(() => Item.filter({ pk: a!.pk }).update({ stock: 88 }))
  const again = await client.post(list, { ...cells(asked), 'c0-_keep_stock': 'mine' })
  assert.equal(again.status, 409)
  assert.match(text(await again.text()), /Theirs: 88/)
  assert.equal((await read(a!)).stock, 88)
})

test('what is wrong is said at its cell with what was typed, and the other rows are saved', async () => {
  const [a, b, c] = await fill()
  const client = await logIn(shop)
  const page = await open(client, '?kind=raw')
  const sent = cells(page, { 'c0-stock': '-4', 'c0-price': '12', 'c1-stock': '8', 'c1-kind': 'made', 'c2-code': 'cA' })
  const response = await client.post(`${list}?kind=raw`, sent)
  assert.equal(response.status, 422)
  const back = await response.text()
  assert.match(text(back), /2 cells were not saved/)
  assert.match(back, /href="#id_c0-stock"/)
  assert.match(back, /name="c0-stock" value="-4"[^>]* aria-invalid="true"/)
  assert.match(back, /name="c0-price" value="12" data-cell data-was="1.50"/)
  assert.match(back, /name="c2-code" value="cA"[^>]* aria-invalid="true"/)
  // B is not of the filter any more, and stays on the page that is sent back.
  assert.match(back, /<th scope="row">[\s\S]*?B[\s\S]*?<\/th>/)
  assert.equal((await read(a!)).stock, 0)
  assert.equal((await read(b!)).stock, 8)
  assert.equal((await read(c!)).code, 'cC')
  const done = await client.post(`${list}?kind=raw`, cells(back, { 'c0-stock': '4', 'c2-code': 'c9' }))
  assert.equal(done.status, 303)
  assert.deepEqual([(await read(a!)).stock, String((await read(a!)).price)], [4, '12.00'])
})

test('rows and fields that one may not write have no cells, and are not written', async () => {
  const [a, , , d, e, f] = await fill()
  const nora = await logIn(shop, 'nora')
  const page = await open(nora)
  assert.match(page, /name="c0-stock"/)
  assert.doesNotMatch(page, /-price"/, 'price is for nobody but superusers to write')
  assert.doesNotMatch(page, /name="c3-/, 'D is made')
  assert.doesNotMatch(page, /name="c4-stock"/, 'E has much')
  assert.match(page, /name="c4-code"/)
  const tampered = JSON.stringify([
    [String(a!.pk), 'price:x code:x secret:x id:x name:x details:x nothing:x __proto__:x'],
    [String(d!.pk), 'stock:x'],
    [String(e!.pk), 'stock:x'],
    [String(f!.pk), 'stock:x'],
    ['999999', 'stock:x'],
    ['x', 'stock:x'],
  ])
  const response = await nora.post(list, {
    _save: 'cells',
    _rows: tampered,
    'c0-price': '0',
    'c0-secret': 'on',
    'c0-id': '77',
    'c0-name': 'Z',
    'c0-code': 'cA',
    'c1-stock': '1000',
    'c2-stock': '1000',
    'c3-stock': '1000',
    'c4-stock': '1000',
  })
  assert.equal(response.status, 422)
  assert.match(text(await response.text()), /D: You may not change this row\./)
  const after = await read(a!)
  assert.deepEqual([after.name, String(after.price), after.secret], ['A', '1.50', false])
  for (const [row, stock] of [
    [d!, 3],
    [e!, 90],
    [f!, 5],
  ] as const)
    assert.equal((await read(row)).stock, stock)
  assert.equal(await shop.run(() => Item.all().count()), 6)
  const viewer = await logIn(shop, 'viewer')
  assert.doesNotMatch(await open(viewer), /data-cell/)
  assert.equal((await viewer.post(list, { _save: 'cells', _rows: tampered, 'c0-code': 'zz' })).status, 403)
})

test('a list that was tampered with, and rows that are gone, change and create nothing', async () => {
  const [a, b] = await fill()
  const client = await logIn(shop)
  for (const _rows of [
    '',
    '{',
    '{}',
    'null',
    '[[1,2]]',
    '[null]',
    JSON.stringify(Array.from({ length: 10_000 }, (_, n) => [String(n), 'stock:x'])),
  ]) {
    const response = await client.post(list, { _save: 'cells', _rows, 'c0-stock': '1' })
    assert.equal(response.status, 303, _rows.slice(0, 20))
  }
  const page = await open(client)
  await shop.run(() => Item.filter({ pk: a!.pk }).delete())
  const response = await client.post(list, cells(page, { 'c0-stock': '3', 'c1-stock': '4' }))
  assert.equal(response.status, 303)
  const said = text(await open(client))
  assert.match(said, /1 row is not there any more/)
  assert.match(said, /Saved: 1 item/)
  assert.equal((await read(b!)).stock, 4)
  assert.equal(await shop.run(() => Item.all().count()), 5)
})

test('an action does not lose changed cells: it waits until they are saved', async () => {
  const [a] = await fill()
  const client = await logIn(shop)
  const page = await open(client)
  const { _save, ...sent } = cells(page, { 'c0-stock': '5' })
  const waits = await client.post(list, { ...sent, action: 'zero', id: String(a!.pk) })
  assert.equal(waits.status, 422)
  const back = await waits.text()
  assert.match(text(back), /save the changed cells first/)
  assert.match(back, /name="c0-stock" value="5"/)
  assert.match(back, /name="id" value="\d+" checked/)
  const done = await client.post(list, { ...cells(page), _save: '', action: 'zero', id: String(a!.pk) })
  assert.equal(done.status, 303)
})

test('a list with cells takes as many queries for six rows as for one', async () => {
  await fill()
  const nora = await logIn(shop, 'nora')
  const all = await collectQueries(() => nora.get(list))
  await shop.run(() => Item.exclude({ name: 'A' }).delete())
  const one = await collectQueries(() => nora.get(list))
  assert.equal(all.queries.length, one.queries.length)
})

test('a declaration of cells that cannot work is refused', async () => {
  const declare = (options: object) =>
    shop.run(async () =>
      adminSite({ registrations: [admin(Item, options as never)] }).resolve(use(ormService).registry),
    )
  for (const [options, problem] of [
    [{ listDisplay: ['name', 'details'], listEditable: ['details'] }, /do not fit in a cell/],
    [{ listDisplay: ['name', 'stock'], listEditable: ['stock'], listPerPage: 600 }, /lower listPerPage/],
  ] as const)
    await assert.rejects(declare(options), problem)
})
