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
  }
  assert.match(String(new Call()), /name="phone_country" autocomplete="tel-country-code"/)
})

test('the browser does not insist where the server accepts an empty form', () => {
  class Extra extends Form {
    name = input.char()
  }
  assert.doesNotMatch(String(new Extra({ emptyPermitted: true })), / required[ >]/)
  assert.match(String(new Extra({ emptyPermitted: true, useRequiredAttribute: true })), / required[ >]/)
})
