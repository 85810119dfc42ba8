import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Form, formset, input, widget } from '../../../src/apps/forms/index.ts'

test('an id of a widget’s own is what label, help, errors and summary point at', async () => {
  class Contact extends Form {
    name = input.char({ help: 'In full.', widget: widget.text({ id: 'mine' }) })
  }
  const form = new Contact({ data: {} })
  await form.isValid()
  const html = String(form)
  assert.match(html, /<label for="mine">/)
  assert.match(html, /id="mine" required aria-describedby="mine_error mine_helptext"/)
  assert.match(html, /<ul class="errorlist" id="mine_error">/)
  assert.match(html, /<div class="helptext" id="mine_helptext">/)
  assert.match(String(form.errorSummary), /<a href="#mine">/)
})

test('without ids a group of controls still has a name, and no id is empty', () => {
  class Order extends Form {
    size = input.choice({ choices: ['S', 'L'], widget: 'radios', help: 'Of the shirt.' })
    colour = input.choice({ choices: ['red'], widget: 'radios' })
  }
  const form = new Order({ autoId: false })
  for (const html of [form.asP(), form.asUl(), form.asTable(), form.asDiv()].map(String)) {
    assert.doesNotMatch(html, / id=|aria-labelledby/)
    if (!html.includes('<legend>')) assert.match(html, /<div role="group" aria-label="Colour">/)
  }
})

test('the summary of a formset is named by its title', async () => {
  class Guest extends Form {
    name = input.char()
  }
  const Guests = formset(Guest, { min: 1 })
  const guests = new Guests({ prefix: 'g', data: { 'g-TOTAL_FORMS': '1', 'g-INITIAL_FORMS': '0' } })
  await guests.isValid()
  const html = String(guests.errorSummary)
  assert.match(html, /aria-labelledby="g-error-summary-title"/)
  assert.match(html, /<h2 id="g-error-summary-title">/)
})

test('a file that has to be there cannot be removed, only replaced', () => {
  class Upload extends Form {
    contract = input.file()
    photo = input.file({ required: false })
  }
  const html = String(new Upload({ initial: { contract: 'a.pdf', photo: 'b.png' } }))
  assert.ok(html.includes('Currently: a.pdf') && html.includes('name="photo-clear"'))
  assert.doesNotMatch(html, /contract-clear/)
})

test('a part of several controls keeps what the browser may fill in', () => {
  class Call extends Form {
    phone = input.multi({ fields: { country: input.char({ autocomplete: 'tel-country-code' }), rest: input.char() } })
    when = input.multi({
      fields: { part: input.choice({ choices: ['am', 'pm'], widget: 'radios' }), hour: input.char() },
    })
  }
  const form = new Call()
  assert.match(String(form), /name="phone_country" autocomplete="tel-country-code"/)
  // A link to the field leads to its first control.
  assert.equal(form.field('when').firstId, 'id_when_part_0')
  assert.match(String(form), /<input type="radio" name="when_part" value="am" [^>]*id="id_when_part_0"/)
})

test('the browser does not insist where the server accepts an empty form', () => {
  class Extra extends Form {
    name = input.char()
  }
  assert.doesNotMatch(String(new Extra({ emptyPermitted: true })), / required[ >]/)
  assert.match(String(new Extra({ emptyPermitted: true, useRequiredAttribute: true })), / required[ >]/)
})

test('steps that a browser counts from a wrong or an odd value never forbid a right one', async () => {
  class Stepped extends Form {
    fives = input.integer({ step: 5, required: false })
    price = input.decimal({ decimalPlaces: 2, required: false })
    odd = input.decimal({ decimalPlaces: 2, min: '0.005', required: false })
    from = input.integer({ min: 1, step: 2, required: false })
    time = input.time({ required: false })
    at = input.datetime({ required: false })
  }
  const step = (form: Form, name: string) => new RegExp(`name="${name}"[^>]* step="([^"]*)"`).exec(String(form))?.[1]
  const steps = (form: Form) => ['fives', 'price', 'odd', 'from', 'time', 'at'].map((name) => step(form, name))
  assert.deepEqual(steps(new Stepped()), ['5', '0.01', 'any', '2', undefined, undefined])
  const right = { fives: '10', price: '1.50', from: '3', time: '10:00', at: '2024-01-02T10:00' }
  const kept = new Stepped({ data: right })
  assert.equal(await kept.isValid(), true)
  assert.deepEqual(steps(kept), ['5', '0.01', 'any', '2', undefined, undefined])
  const wrong = { fives: '3', price: '1.234', from: '2', time: '10:00:30', at: '2024-01-02T10:00:30' }
  const form = new Stepped({ data: wrong })
  await form.isValid()
  assert.deepEqual(steps(form).slice(0, 4), ['any', 'any', 'any', '2'])
  const initial = { time: '10:00:30', at: new Date('2024-01-02T10:00:30Z') }
  assert.deepEqual(steps(new Stepped({ initial })).slice(4), ['1', '1'])
})

test('dates, times and lengths of time are read in the digits of every script; blanks are nothing', async () => {
  class Typed extends Form {
    day = input.date()
    time = input.time()
    at = input.datetime()
    length = input.duration()
  }
  const form = new Typed({ data: { day: '٢٠٢٤-٠١-٠٢', time: '١٠:٣٠', at: '٢٠٢٤-٠١-٠٢ ١٠:٣٠', length: '١:٠٠' } })
  assert.equal(await form.isValid(), true)
  const { day, time, at, length } = form.cleaned
  assert.deepEqual(
    [day, time, at.toISOString(), length],
    ['2024-01-02', '10:30:00', '2024-01-02T10:30:00.000Z', 60_000],
  )
  const blank = new Typed({ data: { day: '2024-01-02', time: '10:30', at: '2024-01-02', length: '  ' } })
  assert.equal(await blank.isValid(), false)
  assert.equal(blank.hasError('length', 'required'), true)
})
