import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Form, input, widget } from '../../../src/apps/forms/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { FormBody } from '../../../src/web/http/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'

class ContactForm extends Form {
  name = input.char({ maxLength: 10, help: 'As on your <b>passport</b>.' })
  email = input.email()
  age = input.integer({ min: 0, required: false })
  topic = input.choice({ choices: { a: 'Art', b: 'Books & more' }, widget: 'radios' })
  next = input.hidden(input.char({ required: false, initial: '/"home"' }))

  override clean(): void {
    const { name, email } = this.cleaned
    if (name !== undefined && name === email)
      throw new ValidationError('Name and address are the same.', { code: 'same' })
    if (this.cleaned.age === 7) this.addError('age', 'Seven is too young.', 'young')
  }
}

const good = { name: ' Ada ', email: 'ada@example.org', age: '36', topic: 'b', next: '/' }

test('cleans what came in', async () => {
  const form = new ContactForm({ data: good })
  assert.equal(form.isBound, true)
  assert.equal(await form.isValid(), true)
  assert.deepEqual(form.cleaned, { name: 'Ada', email: 'ada@example.org', age: 36, topic: 'b', next: '/' })
  assert.deepEqual({ ...form.errors }, {})
})

test('reads FormBody, URLSearchParams and plain objects alike', async () => {
  for (const data of [new FormBody(Object.entries(good)), new URLSearchParams(good), good]) {
    assert.equal(await new ContactForm({ data }).isValid(), true)
  }
})

test('a form without data is neither valid nor wrong', async () => {
  const form = new ContactForm()
  assert.deepEqual([form.isBound, await form.isValid(), Object.keys(form.errors)], [false, false, []])
  assert.throws(() => form.cleaned, { code: 'NUAGES_FORMS_NO_DATA' })
})

test('errors by field and of the whole form, with their codes', async () => {
  const form = new ContactForm({ data: { name: 'x'.repeat(11), email: 'no', age: '-1', topic: 'z' } })
  assert.equal(await form.isValid(), false)
  const codes = Object.entries(form.errors).map(([name, issues]) => [name, issues.map((issue) => issue.code)])
  assert.deepEqual(codes, [
    ['name', ['max_length']],
    ['email', ['invalid']],
    ['age', ['min_value']],
    ['topic', ['invalid_choice']],
  ])
  assert.deepEqual(form.errors['name']![0]!.field, 'name')
  assert.equal('name' in form.cleaned, false)
  const seven = new ContactForm({ data: { ...good, age: '7' } })
  assert.equal(await seven.isValid(), false)
  assert.deepEqual(
    seven.field('age').errors.map((issue) => issue.code),
    ['young'],
  )
  const same = new ContactForm({ data: { ...good, name: 'a@b.co', email: 'a@b.co' } })
  assert.equal(await same.isValid(), false)
  assert.deepEqual(
    same.nonFieldErrors.map((issue) => [issue.code, issue.field]),
    [['same', null]],
  )
})

test('asking before validating is an error that says what to do', () => {
  const form = new ContactForm({ data: good })
  assert.throws(() => form.errors, { code: 'NUAGES_FORMS_NOT_VALIDATED', hint: 'Await `form.isValid()` first.' })
  assert.throws(() => form.cleaned, { code: 'NUAGES_FORMS_NOT_VALIDATED' })
  assert.throws(() => form.addError('name', 'x'), { code: 'NUAGES_FORMS_NOT_VALIDATED' })
  assert.throws(() => form.field('nmae' as 'name'), {
    code: 'NUAGES_FORMS_UNKNOWN_FIELD',
    message: /did you mean 'name'/,
  })
})

test('a field must not take a name of the form itself', () => {
  class Bad extends Form {
    // @ts-expect-error the name belongs to every form
    isValid = input.char()
  }
  assert.throws(() => new Bad(), { code: 'NUAGES_FORMS_BAD_FIELD_NAME' })
})

test('markup: labels, descriptions, errors and constraints are tied together', async () => {
  const form = new ContactForm({ data: { ...good, name: '<script>', email: '' } })
  await form.isValid()
  const html = String(await form.render())
  assert.match(
    html,
    /<label for="id_name">Name <span class="required-mark" aria-hidden="true">\(required\)<\/span><\/label>/,
  )
  assert.match(
    html,
    /<input type="text" name="name" value="&lt;script&gt;" maxlength="10" id="id_name" required aria-describedby="id_name_helptext">/,
  )
  assert.match(html, /<div class="helptext" id="id_name_helptext">As on your <b>passport<\/b>\.<\/div>/)
  assert.match(html, /<ul class="errorlist" id="id_email_error"><li>This field is required\.<\/li><\/ul>/)
  assert.match(html, /name="email"[^>]*aria-describedby="id_email_error" aria-invalid="true"/)
  assert.match(html, /<fieldset>\s*<legend>Topic <span class="required-mark">\(required\)<\/span><\/legend>/)
  assert.match(
    html,
    /<label for="id_topic_1"><input type="radio" name="topic" value="b" required id="id_topic_1" checked> Books &amp; more<\/label>/,
  )
  assert.match(html, /<input type="hidden" name="next" value="\/" id="id_next">/)
  assert.doesNotMatch(html, /for="id_next"/)
})

test('in a template a property of the form is the field, and draws its control', async () => {
  const engine = new Engine()
  const form = new ContactForm({ initial: { name: 'Bo' }, prefix: 'p', autoId: 'f-%s' })
  const source =
    '{{ form.name }}|{{ form.name.label }}|{{ form.email.id }}|{% for field in form %}{{ field.name }} {% endfor %}|{{ form.topic.row }}'
  const [control, label, id, names, row] = (await engine.fromString(source).render({ form })).split('|')
  assert.match(control!, /^<input type="text" name="p-name" value="Bo" [^>]*id="f-p-name"/)
  assert.deepEqual([label, id, names!.trim()], ['Name', 'f-p-email', 'name email age topic next'])
  assert.match(row!, /<legend>Topic </)
})

test('prefixes keep two forms of a page apart', async () => {
  const data = { 'a-word': 'one', 'b-word': 'two' }
  class Word extends Form {
    word = input.char()
  }
  const [a, b] = [new Word({ data, prefix: 'a' }), new Word({ data, prefix: 'b' })]
  assert.deepEqual([await a.isValid(), await b.isValid(), a.cleaned.word, b.cleaned.word], [true, true, 'one', 'two'])
})

test("a field's own clean changes or refuses the value", async () => {
  class Signup extends Form {
    name = input.char({ clean: (name) => name.toUpperCase() })
    code = input.integer({
      clean: async (code, { cleaned }) => {
        if (cleaned['name'] !== 'EVE') throw new ValidationError('Eve alone.', { code: 'who' })
        return code + 1
      },
    })
  }
  const eve = new Signup({ data: { name: 'eve', code: '1' } })
  assert.deepEqual([await eve.isValid(), eve.cleaned], [true, { name: 'EVE', code: 2 }])
  const bob = new Signup({ data: { name: 'bob', code: '1' } })
  assert.equal(await bob.isValid(), false)
  assert.equal(bob.errors['code']![0]!.code, 'who')
})

test('a constructor may change its fields, and forms do not share them', async () => {
  class Optional extends Form {
    name = input.char()
    constructor(options: { data?: Record<string, string>; loose?: boolean }) {
      super(options)
      if (options.loose) this.field('name').input.required = false
    }
  }
  assert.equal(await new Optional({ data: {}, loose: true }).isValid(), true)
  assert.equal(await new Optional({ data: {} }).isValid(), false)
})

test('what was changed is told apart from what was not', async () => {
  const initial = { name: 'Ada', email: 'ada@example.org', age: 36, topic: 'a' }
  const form = new ContactForm({ data: good, initial })
  assert.deepEqual(form.changedFields, ['topic', 'next'])
  assert.equal(new ContactForm({ data: { ...good, topic: 'a', next: '/"home"' }, initial }).hasChanged, false)
})

test('a disabled field keeps its value whatever is sent', async () => {
  class Fixed extends Form {
    kind = input.char({ disabled: true, initial: 'fixed' })
  }
  const form = new Fixed({ data: { kind: 'hacked' } })
  assert.deepEqual([await form.isValid(), form.cleaned.kind, form.hasChanged], [true, 'fixed', false])
  assert.match(String(form.field('kind')), /value="fixed"[^>]* disabled/)
})

test('choices that come from a promise are there when they are needed', async () => {
  class Late extends Form {
    city = input.choice({ choices: async () => ['Oslo', 'Rome'] })
  }
  const form = new Late({ data: { city: 'Rome' } })
  assert.deepEqual([await form.isValid(), form.cleaned.city], [true, 'Rome'])
  assert.throws(() => String(new Late().field('city')), { code: 'NUAGES_FORMS_CHOICES_NOT_LOADED' })
  assert.match(String(await new Late().render()), /<option value="Oslo">/)
  const wrong = new Late({ data: { city: 'Paris' } })
  assert.equal(await wrong.isValid(), false)
  assert.match(String(wrong), /<option value="Oslo">/)
})

test('a form for a request', async () => {
  const post = { method: 'POST', form: async () => new FormBody(Object.entries(good)) }
  const form = await ContactForm.from(post)
  assert.equal(await form.isValid(), true)
  const get = await ContactForm.from({ method: 'GET', form: () => Promise.reject(new TypeError('not read')) })
  assert.equal(get.isBound, false)
})

test('a form class is a Standard Schema', async () => {
  const schema = ContactForm['~standard']
  assert.deepEqual([schema.version, schema.vendor], [1, 'nuages'])
  const result = await schema.validate({ ...good, age: 36 })
  assert.deepEqual('value' in result && result.value, {
    name: 'Ada',
    email: 'ada@example.org',
    age: 36,
    topic: 'b',
    next: '/',
  })
  const bad = await schema.validate({ ...good, email: 'x' })
  assert.deepEqual('issues' in bad && bad.issues, [{ message: 'Enter a valid email address.', path: ['email'] }])
  assert.ok('issues' in (await schema.validate(null)))
})

test('widgets by name or as objects, with attributes', () => {
  class Styled extends Form {
    a = input.char({ widget: widget.textarea({ rows: 3, class: 'wide', 'data-x': '<&">' }) })
    b = input.char({ widget: 'password', initial: 'secret' })
  }
  const form = new Styled()
  assert.match(
    String(form.field('a')),
    /<textarea name="a" cols="40" rows="3" class="wide" data-x="&lt;&amp;&quot;&gt;"/,
  )
  assert.doesNotMatch(String(form.field('b')), /secret/)
})
