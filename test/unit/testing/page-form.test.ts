import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from '../../../src/tools/testing/index.ts'
import { createApp, type HttpRequest, html, json, path } from '../../../src/web/http/index.ts'

/** What came in, a pair each; files with their name and text. */
async function echo(request: HttpRequest): Promise<Response> {
  if (request.method === 'GET') return json({ method: 'GET', entries: [...request.query] })
  const raw = await request.form()
  const entries = [...raw.entries()].filter(([, value]) => typeof value === 'string')
  const files: unknown[] = []
  for (const [name, file] of raw.files) files.push([name, file.name, new TextDecoder().decode(await file.bytes())])
  return json({ method: request.method, type: request.contentType, path: request.path, entries, files })
}

const client = (page: string) => {
  const app = createApp({
    urls: [path('', () => html(page)), path('echo/', echo), path('other/', echo)],
  })
  return new Client((request) => app.fetch(request))
}

interface Echo {
  readonly method: string
  readonly type: string
  readonly path: string
  readonly entries: readonly (readonly [string, string])[]
  readonly files: readonly unknown[]
}

const everything = `<!doctype html><title>A & B</title>
<form action="/find/"><input name="q"></form>
<form id="contact" method="post" action="/echo/">
  <input type="hidden" name="token" value="a&quot;b&#x27;c">
  <p><input name="name" value="old"><p><textarea name="text">
first
second</textarea>
  <input type="checkbox" name="news" checked><input type="checkbox" name="terms" value="yes">
  <label><input type="checkbox" name="days" value="mo" checked></label><input type="checkbox" name="days" value="tu">
  <input type="radio" name="size" value="s"><input type="radio" name="size" value="m" checked>
  <select name="country"><option value="fr">France<option value="de">Germany<option disabled value="xx">None</select>
  <select name="tags" multiple><option selected>one<option>two</select>
  <select name="empty"><option value="" disabled selected>Choose</option><option>a</option></select>
  <input name="off" disabled value="x"><fieldset disabled><legend><input name="inLegend" value="y"></legend><input name="inside" value="z"></fieldset>
  <input type="button" name="b" value="B"><input value="nameless">
  <button name="do" value="save">Save &amp; close</button><button name="do" value="delete" formaction="/other/">Delete</button>
  <form><input name="stillMine" value="1"></form>
<input name="behind" form="contact" value="far">`

test('a form sends what a browser would send of the page as it is', async () => {
  const page = await client(everything).get('/')
  const sent = await (await page.form('#contact').submit()).json<Echo>()
  assert.equal(sent.method, 'POST')
  assert.equal(sent.type, 'application/x-www-form-urlencoded')
  assert.deepEqual(sent.entries, [
    ['token', 'a"b\'c'],
    ['name', 'old'],
    ['text', 'first\r\nsecond'],
    ['news', 'on'],
    ['days', 'mo'],
    ['size', 'm'],
    ['country', 'fr'],
    ['tags', 'one'],
    ['inLegend', 'y'],
    ['do', 'save'],
    ['stillMine', '1'],
    ['behind', 'far'],
  ])
})

test('filling in replaces values, by the value or the words of a choice, and another button goes elsewhere', async () => {
  const page = await client(everything).get('/')
  const form = page.form('#contact').fill({
    name: 'Ada',
    text: 'a\nb',
    news: false,
    terms: true,
    days: ['tu'],
    size: 's',
    country: 'Germany',
    tags: ['one', 'two'],
  })
  assert.deepEqual(form.values['tags'], ['one', 'two'])
  assert.equal(form.values['news'], null)
  const sent = await (await form.submit({ button: 'Delete' })).json<Echo>()
  assert.equal(sent.path, '/other/')
  assert.deepEqual(sent.entries.slice(1, 9), [
    ['name', 'Ada'],
    ['text', 'a\r\nb'],
    ['terms', 'yes'],
    ['days', 'tu'],
    ['size', 's'],
    ['country', 'de'],
    ['tags', 'one'],
    ['tags', 'two'],
  ])
  assert.ok(sent.entries.some(([name, value]) => name === 'do' && value === 'delete'))
})

test('what no person could do is an error that says what was meant', async () => {
  const page = await client(everything).get('/')
  const form = page.form('#contact')
  assert.throws(() => form.fill({ nmae: 'x' }), { code: 'NUAGES_TESTING_NO_FIELD', message: /did you mean 'name'/ })
  assert.throws(() => form.fill({ country: 'Germny' }), {
    code: 'NUAGES_TESTING_BAD_FILL',
    message: /none of its choices/,
  })
  assert.throws(() => form.fill({ country: 'xx' }), { code: 'NUAGES_TESTING_BAD_FILL' })
  assert.throws(() => form.fill({ size: 'xl' }), { code: 'NUAGES_TESTING_BAD_FILL' })
  assert.throws(() => form.fill({ days: true }), { code: 'NUAGES_TESTING_BAD_FILL' })
  assert.throws(() => form.fill({ name: true }), { code: 'NUAGES_TESTING_BAD_FILL' })
  assert.throws(() => form.fill({ name: ['a', 'b'] }), { code: 'NUAGES_TESTING_BAD_FILL' })
  assert.throws(() => form.fill({ off: 'x' }), { code: 'NUAGES_TESTING_BAD_FILL', message: /disabled/ })
  assert.throws(() => form.fill({ name: new File([], 'x') }), { code: 'NUAGES_TESTING_BAD_FILL' })
  await assert.rejects(form.submit({ button: 'Send' }), { code: 'NUAGES_TESTING_NO_BUTTON', message: /Save & close/ })
  assert.throws(() => page.form(), { code: 'NUAGES_TESTING_NO_FORM', message: /several/ })
  assert.throws(() => page.form('#nothing'), { code: 'NUAGES_TESTING_NO_FORM', message: /form#contact/ })
  assert.throws(() => page.form('form > x'), { code: 'NUAGES_TESTING_BAD_SELECTOR' })
})

test('files go as multipart, also those that were given as a name and data', async () => {
  const page = await client(`<form method=post action=/echo/ enctype=multipart/form-data>
    <input type=file name=one><input type=file name=more multiple><input type=file name=none></form>`).get('/')
  const sent = await page
    .form()
    .fill({
      one: { name: 'a.txt', data: 'Hello' },
      more: [new File(['1'], '1.txt'), { name: '2.bin', data: Buffer.from('2') }],
    })
    .submit()
  const { type, files } = await sent.json<Echo>()
  assert.equal(type, 'multipart/form-data')
  assert.deepEqual(files, [
    ['one', 'a.txt', 'Hello'],
    ['more', '1.txt', '1'],
    ['more', '2.bin', '2'],
  ])
})

test('a form without a method asks, with its fields in place of the query', async () => {
  const page = await client('<form class="search big" action="/echo/?old=1"><input name=q value="a b"></form>').get('/')
  const sent = await (await page.form('form.search[action]').fill({ q: 'ü&=' }).submit()).json<Echo>()
  assert.deepEqual([sent.method, sent.entries], ['GET', [['q', 'ü&=']]])
})
