import assert from 'node:assert/strict'
import { test } from 'node:test'
import { admin, adminApp, adminSite, adminUrls, inline } from '../../../src/apps/admin/index.ts'
import { authApp, createSuperuser } from '../../../src/apps/auth/index.ts'
import { sessionsApp } from '../../../src/apps/sessions/index.ts'
import { storage } from '../../../src/data/files/index.ts'
import { field, Model } from '../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import { testProject } from '../../../src/tools/testing/index.ts'
import { include, path } from '../../../src/web/http/index.ts'
import { picture } from '../../support/pictures.ts'
import { password } from './bookshop.ts'
import { Cover, printProject } from './print-shop.ts'

const pdf = new File(['%PDF-1.7 …'], 'a paper.pdf', { type: 'application/pdf' })
const form = '.n-form__body'

async function openPrint() {
  const site = await testProject(printProject)
  await site.run(() => createSuperuser({ username: 'ada', email: 'ada@example.org', password }))
  await site.client.login({ username: 'ada', password })
  const names = () => site.run(async () => (await Array.fromAsync(storage().list())).map(({ name }) => name))
  const send = async (url: string, values: Record<string, unknown>) =>
    (await site.client.get(url))
      .form(form)
      .fill(values as never)
      .submit({ follow: true })
  return { site, names, send }
}

test('files go through the admin: added, shown, replaced, removed, deleted', async () => {
  const { site, names, send } = await openPrint()
  await using _ = site
  const page = await site.client.get('/admin/print/cover/add/')
  const text = await page.text()
  assert.match(text, /enctype="multipart\/form-data"/)
  assert.match(text, /<input type="file" name="image"[^>]* accept="image\/jpeg,image\/png/)
  const added = await send('/admin/print/cover/add/', { title: 'One', image: picture.png(30, 20), paper: pdf })
  assert.equal(added.status, 200)
  assert.deepEqual(await names(), ['covers/picture.png', 'papers/a_paper.pdf'])
  const list = await (await site.client.get('/admin/print/cover/')).text()
  assert.match(
    list,
    /<a class="n-file" href="\/media\/covers\/picture\.png"><img src="\/media\/covers\/picture\.png" alt="" loading="lazy"><bdi>picture\.png<\/bdi><\/a>/,
  )
  assert.match(list, /<a class="n-file" href="\/media\/papers\/a_paper\.pdf"><bdi>a_paper\.pdf/)
  const [{ pk }] = (await site.run(() => Cover.all())) as unknown as [{ pk: number }]
  const change = `/admin/print/cover/${pk}/change/`
  const shown = await (await site.client.get(change)).text()
  assert.match(shown, /name="image-clear"/)
  assert.doesNotMatch(shown, /name="paper-clear"/)
  // Another field alone: files stay as they are.
  await send(change, { title: 'Two' })
  assert.deepEqual(await names(), ['covers/picture.png', 'papers/a_paper.pdf'])
  await send(change, { image: picture.png(5, 5, 'new.png') })
  assert.deepEqual(await names(), ['covers/new.png', 'papers/a_paper.pdf'])
  await send(change, { 'image-clear': true })
  assert.deepEqual(await names(), ['papers/a_paper.pdf'])
  const row = await site.run(() => Cover.get({ pk }))
  assert.deepEqual([row.title, row.image, String(row.paper)], ['Two', '', 'papers/a_paper.pdf'])
  await site.client.post(`/admin/print/cover/${pk}/delete/`, {})
  assert.equal(await site.run(() => Cover.all().count()), 0)
  assert.deepEqual(await names(), [])
})

test('a form that is refused comes back with its files', async () => {
  const { site, names, send } = await openPrint()
  await using _ = site
  const refused = await send('/admin/print/cover/add/', { title: '', image: picture.png(30, 20), paper: pdf })
  assert.equal(refused.status, 422)
  assert.deepEqual(await names(), [])
  assert.match(await refused.text(), /Keep the file of your last try: <bdi>picture\.png<\/bdi>/)
  const again = await refused.form(form).fill({ title: 'One' }).submit({ follow: true })
  assert.equal(again.status, 200)
  assert.deepEqual(await names(), ['covers/picture.png', 'papers/a_paper.pdf'])
  // What the model does not accept is said at its field.
  const wrong = await send('/admin/print/cover/add/', {
    title: 'Two',
    image: picture.png(501, 2),
    paper: picture.png(1, 1, 'x.pdf'),
  })
  assert.equal(wrong.status, 422)
  const text = await wrong.text()
  assert.match(text, /The picture has 501 × 2 pixels, which is more than is accepted\./)
  assert.match(text, /Files of this type are not accepted\./)
  assert.equal((await names()).length, 2)
})

test('a template makes thumbnails', async () => {
  const { site, names } = await openPrint()
  await using _ = site
  await site.run(async () => {
    await Cover.create({ title: 'One', image: picture.png(300, 200), paper: pdf })
    await Cover.create({ title: 'Two', paper: pdf })
  })
  const page = await (await site.client.get('/covers/')).text()
  assert.match(
    page,
    /One: <img src="\/media\/thumbnails\/covers\/picture\.png\/60x-inside-80\.webp"> \/media\/thumbnails\/covers\/picture\.png\/10x10-cover-80\.webp;/,
  )
  assert.match(page, /Two: no picture/)
  assert.equal((await names()).filter((name) => name.startsWith('thumbnails/')).length, 2)
  const [, src] = /<img src="([^"]+)"/.exec(page)!
  assert.equal((await site.client.get(src!)).headers.get('content-type'), 'image/webp')
})

class Series extends Model {
  name = field.char({ maxLength: 50 })
}

class Plate extends Model {
  series = field.foreignKey(() => Series, { onDelete: 'cascade' })
  image = field.image({ uploadTo: 'plates' })
  paper = field.file({ uploadTo: 'papers', blank: true })

  override toString(): string {
    return String(this.image)
  }
}

test('a file in a row of an inline is kept while something else is wrong, replaced, and goes with its row', async () => {
  const prints = defineApp({
    label: 'prints',
    models: { Series, Plate },
    admin: [admin(Series, { inlines: [inline(Plate)] })],
  })
  await using site = await testProject(
    defineProject({
      apps: [authApp, sessionsApp, adminApp, prints],
      urls: [path('admin/', include(adminUrls(adminSite())))],
    }),
  )
  await site.run(() => createSuperuser({ username: 'ada', email: 'ada@example.org', password }))
  await site.client.login({ username: 'ada', password })
  const names = () => site.run(async () => (await Array.fromAsync(storage().list())).map(({ name }) => name))
  const plates = () => site.run(async () => (await Plate.all().orderBy('pk')).map(String))
  const add = '/admin/prints/series/add/'
  const refused = await (await site.client.get(add))
    .form(form)
    .fill({ name: '', 'plate-0-image': picture.png(30, 20) } as never)
    .submit()
  assert.equal(refused.status, 422)
  assert.deepEqual(await names(), [])
  const saved = await refused.form(form).fill({ name: 'Shells' }).submit()
  assert.equal(saved.status, 303)
  assert.deepEqual([await names(), await plates()], [['plates/picture.png'], ['plates/picture.png']])
  const change = '/admin/prints/series/1/change/'
  const send = async (values: Record<string, unknown>) =>
    (
      await (
        await site.client.get(change)
      )
        .form(form)
        .fill(values as never)
        .submit()
    ).status
  // Another row's file, and none of the first one's.
  assert.equal(await send({ 'plate-1-image': picture.png(4, 4, 'second.png') }), 303)
  assert.deepEqual(await plates(), ['plates/picture.png', 'plates/second.png'])
  assert.equal(await send({ 'plate-0-image': picture.png(5, 5, 'new.png') }), 303)
  assert.deepEqual((await names()).sort(), ['plates/new.png', 'plates/second.png'])
  assert.equal(await send({ 'plate-0-DELETE': true }), 303)
  assert.deepEqual([await names(), await plates()], [['plates/second.png'], ['plates/second.png']])
})
