import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Form, input } from '../../../src/apps/forms/index.ts'
import { defineApp, defineProject } from '../../../src/tools/project/index.ts'
import {
  assertContains,
  assertFormError,
  assertHtmlEqual,
  assertNotContains,
  assertRedirects,
  assertTemplateNotUsed,
  assertTemplateUsed,
  type TestProject,
  testProject,
} from '../../../src/tools/testing/index.ts'
import { path, redirect, render, text } from '../../../src/web/http/index.ts'
import { templatesDir } from './templates.ts'

class ContactForm extends Form {
  name = input.char()
  email = input.email({ required: false })
}

const definition = defineProject({
  apps: [defineApp({ label: 'site' })],
  templates: { dirs: [templatesDir] },
  urls: [
    path('', async (request) => {
      const form = await ContactForm.from(request)
      await form.isValid()
      return render(request, 'page.html', { title: 'Hello', count: 1, form })
    }),
    path('gone/', () => redirect('/there/?a=1')),
    path('there/', () => text('there', { status: 200 })),
  ],
})

let site: TestProject
before(async () => {
  site = await testProject(definition)
})
after(() => site.close())

const failing = { name: 'AssertionError' }

test('texts are found and counted, as text and as HTML', async () => {
  const page = await site.get('/')
  await assertContains(page, 'l', { count: 2 })
  await assertContains(page, '<h1 >\n Hello</h1>', { html: true, count: 1 })
  await assertNotContains(page, 'Bye')
  await assert.rejects(assertContains(page, 'Bye'), failing)
  await assert.rejects(assertContains(page, 'l', { count: 1 }), failing)
  await assert.rejects(assertContains(page, 'Hello', { status: 404 }), failing)
  await assert.rejects(assertNotContains(page, '<h1>Hello</h1>', { html: true }), failing)
})

test('HTML is the same whatever the order of attributes, classes and white space', () => {
  assertHtmlEqual(
    '<p class="b a" id=x>a  <b>c</b>\n</p><input disabled="">',
    '<p id="x" class="a b">\n  a <b>c</b></p><input disabled=disabled>',
  )
  assertHtmlEqual('&eacute;', '&eacute;')
  assertHtmlEqual('<p>&lt;&#39;</p>', "<p>&#x3c;'</p>")
  assert.throws(() => assertHtmlEqual('<p>a</p>', '<p>a b</p>'), failing)
  assert.throws(() => assertHtmlEqual('<p class="a">', '<p class="b">'), failing)
  assert.throws(() => assertHtmlEqual('<p><b>x</b></p>', '<p></p><b>x</b>'), failing)
  assert.throws(() => assertHtmlEqual('<pre>a  b</pre>', '<pre>a b</pre>'), failing)
})

test('redirects that were not followed, and those that were', async () => {
  const sent = await site.get('/gone/')
  assertRedirects(sent, '/there/?a=1')
  assertRedirects(sent, 'http://testserver/there/?a=1')
  assert.throws(() => assertRedirects(sent, '/there/'), failing)
  assert.throws(() => assertRedirects(sent, '/there/?a=1', { status: 301 }), failing)
  const followed = await site.get('/gone/', { follow: true })
  assertRedirects(followed, '/there/?a=1')
  assert.throws(() => assertRedirects(followed, '/gone/'), failing)
})

test('templates of an answer, and of a piece of work', async () => {
  const page = await site.get('/')
  await assertTemplateUsed(page, 'base.html')
  await assertTemplateNotUsed(page, 'other.html')
  await assert.rejects(assertTemplateUsed(page, 'other.html'), failing)
  await assert.rejects(assertTemplateNotUsed(page, 'part.html'), failing)
  await assertTemplateUsed(() => site.project.engine.render('part.html'), 'part.html')
})

test('messages at the fields of a form, by itself or as a page was given it', async () => {
  const page = await site.post('/', { name: '', email: 'nobody' })
  await assertFormError(page, 'name', 'This field is required.')
  await assertFormError(page, 'email', ['Enter a valid email address.'])
  await assertFormError(page, null, [])
  await assert.rejects(assertFormError(page, 'name', 'Something else.'), failing)
  await assert.rejects(assertFormError(page, 'name', []), failing)
  await assertFormError(new ContactForm({ data: { name: 'x' } }), 'name', [])
  await assert.rejects(assertFormError(new ContactForm(), 'name', []), failing)
})
