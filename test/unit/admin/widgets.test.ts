import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { durationWords, parseDurationWords } from '../../../src/apps/admin/form/widgets/duration.ts'
import { brokenLine } from '../../../src/apps/admin/form/widgets/json.ts'
import { modelAdmin } from '../../../src/apps/admin/model-admin.ts'
import { buildRegistry, untyped } from '../../../src/data/orm/index.ts'
import type { TestProject } from '../../../src/tools/testing/index.ts'
import { logIn } from './bookshop.ts'
import { filled, text } from './browser.ts'
import { Colour, openCabinet, Person, Specimen } from './specimens.ts'

let site: TestProject
let ada: TestProject['client']
before(async () => {
  site = await openCabinet()
  ada = await logIn(site)
})
after(() => site.close())

const path = '/admin/cabinet/specimen/1/change/'
const page = async (address = path) => (await ada.get(address)).text()
const send = async (changes: Record<string, string | string[] | undefined>) =>
  ada.post(path, filled(await page(), changes))
const control = (html: string, id: string) =>
  new RegExp(`<(?:input|textarea|select|fieldset)[^>]* id="${id}"[^>]*>`).exec(html)?.[0] ?? ''
const row = () => site.run(async () => (await untyped(Specimen).get({ id: 1 })) as unknown as Specimen)

const keyOf = (ref: { readonly pk: unknown } | null) => ref?.pk ?? null

test('every kind of field is shown, sent back as it is, and nothing has changed', async () => {
  const before = JSON.stringify((await row()).toJSON())
  const response = await ada.post(path, { ...filled(await page()), _save: 'stay' })
  assert.equal(response.status, 303)
  assert.match(text(await page()), /There was nothing to change\./)
  assert.equal(JSON.stringify((await row()).toJSON()), before)
  const helpers = await site.run(async () => (await Specimen.get({ id: 1 })).helpers.all().count())
  assert.equal(helpers, 3)
})

test('each kind has its control', async () => {
  const html = await page()
  assert.match(control(html, 'id_day'), /type="date"[^>]* value="2026-03-03"/)
  assert.match(html, /data-calendar="id_day" aria-label="Open the calendar for Day"/)
  assert.match(control(html, 'id_moment'), /type="datetime-local"[^>]* value="2026-03-03T07:00"/)
  assert.match(control(html, 'id_moment'), /aria-describedby="id_moment_helptext"/)
  assert.match(html, /id="id_moment_helptext"><bdi>Europe\/Paris, UTC\+1\.</)
  assert.match(control(html, 'id_hour'), /type="time"[^>]* value="07:05:09"/)
  assert.match(control(html, 'id_length'), /value="1 d 2 h 30 min 5.5 s"/)
  assert.match(control(html, 'id_price'), /n-input--num[^>]* type="text"[^>]* value="1234.50"/)
  assert.match(control(html, 'id_whole'), /type="number"[^>]* value="-3"/)
  assert.match(control(html, 'id_site'), /type="url"/)
  assert.match(html, /data-visit="id_site"/)
  assert.match(html, /data-copy="id_code"/)
  assert.match(control(html, 'id_address'), /n-input--mono/)
  assert.match(html, /data-preview="\/admin\/markdown\/"[\s\S]*<textarea class="n-edit__text" name="story"/)
  assert.match(html, /<textarea class="n-input--mono" name="script" spellcheck="false"/)
  assert.match(html, /<textarea class="n-input--mono" name="data" data-json/)
  assert.match(html, /<input class="n-switch" type="checkbox" role="switch" name="live"/)
  assert.match(html, /<input class="n-box" type="checkbox" name="shown"/)
  assert.match(
    html,
    /<div class="n-seg"><label><input type="radio" name="known" value="unknown">.*value="false" checked>/,
  )
  assert.match(html, /<input class="n-box" type="radio" name="size" value="m" checked>/)
  assert.match(html, /<input class="n-box" type="radio" name="colour" value="3" checked><span><bdi>&lt;Blue&gt;</)
  assert.match(html, /<input class="n-box" type="checkbox" name="colours" value="1" checked>/)
  assert.match(control(html, 'id_name'), /maxlength="60"/)
  assert.match(control(html, 'id_slug'), /data-slug-from="id_name"/)
  assert.doesNotMatch(html, /hush/)
})

test('what is only shown is shown by its kind, computed fields too', async () => {
  const html = await page()
  assert.match(html, /Raw[\s\S]{0,120}<code>3 bytes<\/code>/)
  assert.match(html, /Shout[\s\S]{0,120}<bdi>SEA &lt;URCHIN&gt;<\/bdi>/)
  assert.match(html, /In capitals\./)
  assert.doesNotMatch(html, /name="(?:raw|shout)"/)
  assert.equal((await send({ raw: 'x', shout: 'y' })).status, 303)
  assert.equal((await row()).raw?.length, 3)
})

test('a relation to many rows shows who is chosen, and asks for rows where the form is', async () => {
  const html = await page()
  assert.match(html, /name="_was_finder" value="2"/)
  const finder = control(html, 'id_finder')
  assert.match(finder, /value="Maren Holt"/)
  assert.match(finder, /data-find="\/admin\/cabinet\/specimen\/autocomplete\/\?field=finder&amp;row=1"/)
  assert.match(
    control(html, 'id_helpers'),
    /data-rows="\[\{&quot;id&quot;:&quot;1&quot;,&quot;label&quot;:&quot;Maren Holt&quot;,&quot;note&quot;:&quot;Brest&quot;/,
  )
  assert.match(
    html,
    /name="owner" type="text" value="5"[\s\S]*?<bdi>Person 00002<\/bdi>[\s\S]*?name="_pick" value="owner cabinet\/person"/,
  )
  assert.match(
    html,
    /data-open="id_finder" data-url="\/admin\/cabinet\/person\/__pk__\/change\/" href="\/admin\/cabinet\/person\/2\/change\/"/,
  )
})

test('two rows of one name stay apart, by the key that came with the name', async () => {
  assert.equal((await send({ whole: '7' })).status, 303)
  assert.equal(keyOf((await row()).finder), 2)
  assert.equal((await send({ _was_finder: '1' })).status, 303)
  assert.equal(keyOf((await row()).finder), 1)
  const unclear = await send({ _was_finder: '' })
  assert.equal(unclear.status, 422)
  const html = await unclear.text()
  assert.match(html, /<option value="1">Maren Holt · Brest<\/option><option value="2">Maren Holt · Kiel<\/option>/)
  await send({ finder: 'Kiel' })
  assert.equal(keyOf((await row()).finder), 2)
})

test('several rows are written one on each line: by name, by a part of it, by number', async () => {
  const helpers = () =>
    site.run(async () => (await (await Specimen.get({ id: 1 })).helpers.all().orderBy('pk')).map(({ pk }) => pk))
  assert.equal((await send({ helpers: 'Maren Holt\r\nMaren Holt\r\nPerson 00010\r\n12' })).status, 303)
  assert.deepEqual(await helpers(), [1, 2, 12, 13])
  const response = await send({ helpers: 'Maren Holt\r\nperson 0002\r\n<nobody>' })
  assert.equal(response.status, 422)
  const html = await response.text()
  assert.match(text(html), /“person 0002” may be Person 00002 \(5\), Person 00020 \(23\)/)
  assert.match(text(html), /No person matches “&lt;nobody&gt;”/)
  assert.match(html, /name="helpers"[^>]*>\nMaren Holt\nperson 0002\n&lt;nobody&gt;<\/textarea>/)
  assert.deepEqual(await helpers(), [1, 2, 12, 13])
  assert.equal((await send({ helpers: '' })).status, 303)
  assert.deepEqual(await helpers(), [])
})

test('a key that is not there is refused, and kept', async () => {
  const response = await send({ owner: '99999' })
  assert.equal(response.status, 422)
  assert.match(text(await response.text()), /There is no person with the key “99999”\./)
  assert.equal((await send({ owner: '' })).status, 303)
  assert.equal(keyOf((await row()).owner), null)
})

test('a relation takes the rows that its field allows, whatever is sent', async () => {
  assert.equal((await send({ local: '2', _was_local: '2' })).status, 422)
  assert.equal(keyOf((await row()).local), 1)
})

test('what is wrong is said at its field, and what was typed is kept', async () => {
  const wrong: Record<string, [string, RegExp]> = {
    day: ['2026-02-30', /Enter a valid date/],
    hour: ['25:00', /Enter a valid time/],
    moment: ['yesterday', /Enter a valid date\/time/],
    length: ['3 moons', /Enter a valid duration/],
    data: ['{\n  "a": 1,\n  b: 2\n}', /This is not valid JSON: look at line 3\./],
    price: ['12,5O', /Enter a number/],
    whole: ['1.5', /Enter a whole number/],
    big: ['x', /Enter a whole number/],
    ratio: ['a half', /Enter a number/],
    code: ['no-uuid', /Enter a valid UUID/],
    address: ['1.2.3', /Enter a valid IPv4 or IPv6 address/],
    mail: ['nobody', /Enter a valid email address/],
    site: ['http://', /Enter a valid URL/],
    slug: ['not a slug', /Enter a valid “slug”/],
  }
  const response = await send(Object.fromEntries(Object.entries(wrong).map(([name, [typed]]) => [name, typed])))
  assert.equal(response.status, 422)
  const html = await response.text()
  const kept = filled(html)
  for (const [name, [typed, message]] of Object.entries(wrong)) {
    assert.deepEqual(kept[name], [typed], name)
    assert.match(html, new RegExp(`id="id_${name}_error">[\\s\\S]{0,160}${message.source}`), name)
    assert.match(control(html, `id_${name}`), /aria-invalid="true"/, name)
  }
})

test('numbers are read and written as the language writes them', async () => {
  const headers = { 'accept-language': 'de' }
  const html = await (await ada.get(path, { headers })).text()
  const response = await ada.post(path, filled(html, { price: '99,75' }), { headers })
  assert.match(html, /lang="de"/)
  assert.match(control(html, 'id_price'), /value="1234,50"/)
  assert.equal(response.status, 303)
  assert.equal(String((await row()).price), '99.75')
})

test('an input of the project’s own reads its field', async () => {
  assert.equal((await send({ mail: 'B@EXAMPLE.org' })).status, 303)
  assert.equal((await row()).mail, 'b@example.org')
})

test('lengths of time are words, read in every form that forms read', () => {
  for (const [words, milliseconds] of [
    ['0 s', 0],
    ['1 h 30 min', 5_400_000],
    ['-2 d', -172_800_000],
    ['1 d 2 h 30 min 5.5 s', 95_405_500],
    ['0.001001 s', 1.001],
  ] as const) {
    assert.equal(durationWords(milliseconds), words)
    assert.equal(parseDurationWords(words), milliseconds)
  }
  assert.equal(parseDurationWords('90min'), 5_400_000)
  assert.equal(parseDurationWords('1,5 h'), 5_400_000)
  for (const text of ['', '5', '1:30', 'min', '1 month', 'h 1', '1 hx'])
    assert.equal(parseDurationWords(text), null, text)
})

test('JSON that breaks says on which line', () => {
  for (const sound of ['{}', ' [1, -2.5e3, "a\\"b", null, {"a": []}] ', '"x"', '0'])
    assert.equal(brokenLine(sound), null, sound)
  for (const [text, line] of [
    ['', 1],
    ['{\n"a": 1,\n}', 3],
    ['{\n"a": bad\n}', 2],
    ['[1,\n2\n3]', 3],
    ['{"a": 1}\n\nmore', 3],
    ['{\n\n"a"', 3],
    ['["\n"]', 1],
    ['[01]', 1],
  ] as const)
    assert.equal(brokenLine(text), line, text)
})

test('a preview of Markdown has no tags of its writer’s, no scripts and no pictures of other hosts', async () => {
  const response = await ada.post('/admin/markdown/', {
    text: '# Hi\n\n<script>x</script> [a](javascript:alert(1)) ![p](https://elsewhere.example/x.png) ![q](/media/y.png)\n\n|a|\n|-:|\n|1|',
  })
  assert.equal(response.status, 200)
  const html = await response.text()
  assert.match(html, /<h1>Hi<\/h1>/)
  assert.doesNotMatch(html, /<script|href="javascript|style=|src="https/)
  assert.match(html, /<a href="https:\/\/elsewhere\.example\/x\.png">p<\/a>/)
  assert.match(html, /<img src="\/media\/y\.png" alt="q">/)
  assert.equal((await site.newClient().post('/admin/markdown/', { text: 'x' })).status >= 300, true)
})

test('with no rows there is nothing to choose, and with ten thousand the page is as small', async () => {
  const empty = await openCabinet(10)
  await using _ = empty
  await empty.run(async () => {
    await Specimen.all().delete()
    await Colour.all().delete()
  })
  const client = await logIn(empty)
  const few = await (await client.get('/admin/cabinet/specimen/add/')).text()
  assert.match(few, /Nothing to choose from yet\./)
  const crowded = await openCabinet(10_000)
  await using __ = crowded
  const other = await logIn(crowded)
  const many = await (await other.get('/admin/cabinet/specimen/add/')).text()
  assert.ok(many.length < few.length + 4000, `${many.length} and ${few.length} characters`)
  assert.doesNotMatch(many, /Person 00500/)
})

test('who may only view reads a page: values by kind, rows with links, nothing to fill in', async () => {
  const vera = await logIn(site, 'vera')
  const html = await (await vera.get(path)).text()
  assert.doesNotMatch(html.replace(/<header[\s\S]*?<\/header>/, ''), /<(?:textarea|select)\b|data-save/)
  assert.match(text(html), /You can view this specimen, not change it/)
  assert.match(html, /<dl class="n-view">/)
  assert.match(html, /<dt><bdi>Note<\/bdi><\/dt><dd><div class="n-long" dir="auto"><p>a<br>b<\/p>/)
  assert.match(html, /<pre class="n-pre"[^>]*>\{\n {2}&quot;b&quot;: \[/)
  assert.match(html, /<a href="https:\/\/example\.org\/">/)
  assert.match(html, /<a href="\/admin\/cabinet\/person\/2\/change\/"><bdi>Maren Holt</)
  assert.match(html, /<dt><bdi>Colours<\/bdi><\/dt><dd><bdi>Red<\/bdi>, <bdi>&lt;Blue&gt;<\/bdi>/)
  assert.equal((await vera.post(path, { name: 'x' })).status, 403)
})

test('a widget that its field cannot have, or that is none, stops the start', () => {
  const registry = buildRegistry([{ label: 'cabinet', models: { Person, Colour, Specimen } }])
  const declared = (options: object) => () => modelAdmin(registry.of(Specimen), options)
  for (const [options, message] of [
    [{ widgets: { name: 'markdwon' } }, /'name' in widgets: there is no widget 'markdwon'.*markdown/],
    [{ widgets: { nam: 'textarea' } }, /'nam' in widgets.*name/],
    [{ widgets: { whole: 'markdown' } }, /'markdown' needs a text/],
    [{ autocompleteFields: ['name'] }, /'name' in autocompleteFields: 'autocomplete' needs a relation/],
    [{ rawIdFields: ['finder__name'] }, /'finder__name' in rawIdFields/],
    [{ radioFields: ['helpers'] }, /'helpers' in radioFields/],
    [{ widgets: { known: 'switch' } }, /'switch' needs a boolean that is never null/],
    [{ readonlyFields: [{ name: 'name', label: 'x', value: () => 1 }] }, /'name' in readonlyFields: the name is taken/],
  ] as const)
    assert.throws(declared(options), (error: Error) => message.test(error.message), JSON.stringify(options))
})
