import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  Form,
  formSettingsService,
  input,
  Media,
  TextInput,
  widget,
  withoutFields,
} from '../../../src/apps/forms/index.ts'
import { provide, runInScope } from '../../../src/base/context/index.ts'
import { ValidationError } from '../../../src/base/schema/index.ts'
import { Engine } from '../../../src/web/templates/index.ts'

class MapWidget extends TextInput {
  override get media() {
    return [{ js: ['/map/base.js', { src: '/map/map.js', type: 'module' }], css: ['/map/map.css'] }]
  }
}

class ChartWidget extends TextInput {
  override get media() {
    return [
      { js: ['/map/base.js', '/chart.js'], css: { print: ['/print.css'], all: ['/chart.css'] } },
      { js: ['/chart.js', '/chart-more.js'] },
    ]
  }
}

class TripForm extends Form {
  static override readonly defaults = { labelSuffix: ':', requiredCssClass: 'needed', errorCssClass: 'wrong' }
  from = input.char({ label: 'Where from?', autocomplete: 'address-level2' })
  to = input.char({ widget: new MapWidget() })
  seats = input.integer({ min: 1, required: false, help: 'Dogs count.', widget: new ChartWidget() })
  kind = input.choice({
    choices: [['bus', 'Bus'], { group: 'Rail', choices: [['train', 'Train']] }],
    widget: 'radios',
  })

  override clean(): void {
    if (this.cleaned.from === this.cleaned.to) throw new ValidationError('You are there.', { code: 'there' })
  }
}

test('labels, classes and attributes of a field', async () => {
  const form = new TripForm({ data: { from: 'Graz' } })
  await form.isValid()
  const [from, to, seats, kind] = [...form]
  assert.equal(from!.labelTag().value, '<label for="id_from" class="needed">Where from?</label>')
  assert.equal(to!.labelTag({ class: 'x' }).value, '<label for="id_to" class="x">To:</label>')
  assert.equal(kind!.legendTag().value, '<legend class="needed">Kind:</legend>')
  assert.deepEqual([from!.cssClasses(), to!.cssClasses('row'), seats!.cssClasses()], ['needed', 'row wrong needed', ''])
  assert.deepEqual(
    [from!.widgetType, kind!.widgetType, to!.firstId, kind!.firstId],
    ['text', 'radioselect', 'id_to', 'id_kind_0'],
  )
  assert.match(String(from), / autocomplete="address-level2"/)
  assert.match(to!.row().value, /^<div class="wrong needed">/)
  assert.match(seats!.asHidden().value, /^<input type="hidden" name="seats" id="id_seats">$/)
})

test('options of a field one by one', async () => {
  const source =
    '{% for option in form.kind %}{{ option.group }}/{{ option.label }}/{{ option.id }}/{{ option.tag }};{% endfor %}'
  const drawn = await new Engine().fromString(source).render({ form: new TripForm({ initial: { kind: 'train' } }) })
  assert.deepEqual(drawn.split(';').slice(0, 2), [
    '/Bus/id_kind_0/<input type="radio" name="kind" value="bus" required id="id_kind_0">',
    'Rail/Train/id_kind_1_0/<input type="radio" name="kind" value="train" required id="id_kind_1_0" checked>',
  ])
  class Sized extends Form {
    size = input.choice({ choices: { s: 'Small & co' } })
  }
  assert.equal(new Sized().field('size').options[0]!.tag.value, '<option value="s">Small &amp; co</option>')
})

test('errors as data, as text, and asked for by code', async () => {
  const form = new TripForm({ data: { from: 'Graz', to: 'Graz', seats: '0', kind: 'bus' } })
  await form.isValid()
  assert.deepEqual(JSON.parse(JSON.stringify(form.errorData())), {
    seats: [{ message: 'Ensure this value is greater than or equal to 1.', code: 'min_value' }],
    __all__: [{ message: 'You are there.', code: 'there' }],
  })
  assert.equal(
    form.errorText(),
    '* seats\n  * Ensure this value is greater than or equal to 1.\n* __all__\n  * You are there.',
  )
  assert.deepEqual(
    [form.hasError('seats'), form.hasError('seats', 'required'), form.hasError(null, 'there'), form.hasError('to')],
    [true, false, true, false],
  )
})

test('an error summary leads to the fields', async () => {
  const good = new TripForm({ data: { from: 'Graz', to: 'Wien', kind: 'bus' } })
  assert.equal(await good.isValid(), true)
  assert.equal(good.errorSummary.value, '')
  assert.equal(new TripForm().errorSummary.value, '')
  const form = new TripForm({ data: { from: 'A', to: 'A', seats: '<' } })
  await form.isValid()
  const html = await new Engine().fromString('{{ form.errorSummary }}').render({ form })
  assert.match(
    html,
    /<div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary-title">/,
  )
  assert.match(html, /<li><a href="#id_seats">Seats: Enter a whole number.<\/a><\/li>/)
  assert.match(html, /<li><a href="#id_kind_0">Kind: This field is required.<\/a><\/li>/)
  assert.match(html, /<li>You are there.<\/li>/)
})

test('the same form in paragraphs, a list and a table', async () => {
  class Small extends Form {
    name = input.char({ help: 'Yours.' })
    size = input.choice({ choices: ['s'], widget: 'radios', required: false })
    next = input.hidden(input.char({ required: false }))
  }
  const form = new Small({ data: { name: '' } })
  await form.isValid()
  const p = String(await form.render('p'))
  assert.match(p, /<ul class="errorlist" id="id_name_error">.*<\/ul><p><label for="id_name">Name /)
  assert.match(p, /<span class="helptext" id="id_name_helptext">Yours\.<\/span><\/p>/)
  assert.match(p, /<div><span id="id_size_label">Size<\/span> <div role="group" aria-labelledby="id_size_label">/)
  assert.match(form.asTable().value, /<tr><th scope="row"><label for="id_name">/)
  assert.match(form.asUl().value, /^<li><ul class="errorlist"/)
  for (const html of [p, form.asTable().value, form.asUl().value, form.asDiv().value]) {
    assert.equal(html.match(/type="hidden" name="next"/g)?.length, 1)
    assert.equal(html.match(/name="name"/g)?.length, 1)
  }
})

test('scripts and style sheets, each once and in order', () => {
  const { media } = new TripForm()
  assert.deepEqual(media.js, ['/map/base.js', { src: '/map/map.js', type: 'module' }, '/chart.js', '/chart-more.js'])
  assert.deepEqual(media.css, { all: ['/map/map.css', '/chart.css'], print: ['/print.css'] })
  assert.equal(
    String(media.plus({ js: ['https://cdn.example/x.js?a=1&b=2'] })),
    [
      '<link href="/map/map.css" rel="stylesheet">',
      '<link href="/chart.css" rel="stylesheet">',
      '<link href="/print.css" media="print" rel="stylesheet">',
      '<script src="/map/base.js"></script>',
      '<script src="/map/map.js" type="module"></script>',
      '<script src="/chart.js"></script>',
      '<script src="/chart-more.js"></script>',
      '<script src="https://cdn.example/x.js?a=1&amp;b=2"></script>',
    ].join('\n'),
  )
})

test('tags of files carry the nonce of the policy, and nothing asks for one where there are no files', () => {
  const { media } = new TripForm()
  const scope = (nonce: () => string) => ({
    services: new Map<symbol, unknown>([
      provide(formSettingsService, { renderer: { render: () => '' }, timezone: 'UTC', nonce }),
    ]),
  })
  const tags = (text: Media) => String(text).split('\n')
  const given = runInScope(
    scope(() => 'r"1'),
    () => tags(media.plus({ js: [{ src: '/own.js', nonce: 'own' }] })),
  )
  assert.equal(given[2], '<link href="/print.css" media="print" nonce="r&quot;1" rel="stylesheet">')
  assert.equal(given[3], '<script src="/map/base.js" nonce="r&quot;1"></script>')
  assert.equal(given.at(-1), '<script src="/own.js" nonce="own"></script>')
  assert.ok(tags(media.withNonce('n').plus({ js: ['/x.js'] })).every((tag) => tag.includes(' nonce="n"')))
  assert.equal(
    runInScope(
      scope(() => assert.fail('asked')),
      () => String(new (class extends Form {})().media),
    ),
    '',
  )
})

test('every list of files keeps its order where the lists agree', () => {
  const files = ['a', 'b', 'c', 'd', 'e', 'f']
  fc.assert(
    fc.property(fc.array(fc.subarray(files), { maxLength: 5 }), (lists) => {
      const { js } = new Media(lists.map((each) => ({ js: each })))
      assert.equal(new Set(js).size, js.length)
      for (const list of lists)
        assert.deepEqual(
          js.filter((file) => list.includes(String(file))),
          list,
        )
    }),
  )
  assert.deepEqual(new Media([{ js: ['a', 'b'] }, { js: ['b', 'a'] }]).js, ['a', 'b'])
})

test('fields of one form alone, and fields taken away', async () => {
  class Survey extends Form {
    name = input.char()
    note = input.char({ required: false })
    constructor(options: { questions: readonly string[]; data?: Record<string, string> }) {
      super(options)
      options.questions.forEach((label, index) => {
        this.addField(`answer_${index}`, input.integer({ label }))
      })
      this.removeField('note')
      this.orderFields(['answer_1'])
    }
  }
  const form = new Survey({
    questions: ['Age?', 'Size?'],
    data: { name: 'A', answer_0: '1', answer_1: '2', note: 'x' },
  })
  assert.deepEqual(
    [...form].map(({ name }) => name),
    ['answer_1', 'name', 'answer_0'],
  )
  assert.equal(await form.isValid(), true)
  assert.deepEqual({ ...form.cleaned }, { name: 'A', answer_0: 1, answer_1: 2 })
  assert.deepEqual(
    [...new Survey({ questions: [] })].map(({ name }) => name),
    ['name'],
  )
})

test('a form of another without some of its fields', async () => {
  class Short extends withoutFields(TripForm, 'seats', 'kind') {
    extra = input.char({ required: false })
  }
  const form = new Short({ data: { from: 'A', to: 'B', kind: 'x', seats: 'y' } })
  assert.equal(await form.isValid(), true)
  assert.deepEqual({ ...form.cleaned }, { from: 'A', to: 'B', extra: '' })
  class Shorter extends TripForm {
    override kind = undefined as never
  }
  assert.deepEqual(
    [...new Shorter()].map(({ name }) => name),
    ['from', 'to', 'seats'],
  )
})

test('templates for a class of forms and for one field', async () => {
  const drawn: string[] = []
  const renderer = {
    render(name: string) {
      drawn.push(name)
      return ''
    },
  }
  class Own extends Form {
    static override readonly defaults = { template: 'contact', renderer }
    name = input.char({ template: 'wide' })
  }
  const form = new Own()
  await form.render()
  form.field('name').row()
  String(form)
  await new Own({ template: 'other' }).render()
  assert.deepEqual(drawn, ['contact', 'wide', 'contact', 'other'])
})

test('what a form began with is carried along where it may have changed since', async () => {
  let now = '2024-01-01'
  class Dated extends Form {
    day = input.date({ initial: () => now, showHiddenInitial: true })
  }
  const html = String(await new Dated().render())
  assert.match(html, /<input type="hidden" name="initial-day" value="2024-01-01" id="initial-id_day">/)
  now = '2024-01-02'
  const same = new Dated({ data: { day: '2024-01-01', 'initial-day': '2024-01-01' } })
  const other = new Dated({ data: { day: '2024-01-02', 'initial-day': '2024-01-01' } })
  assert.deepEqual([same.hasChanged, other.hasChanged], [false, true])
  assert.equal(new Dated({ data: { day: '2024-01-02', 'initial-day': 'x' } }).hasChanged, true)
  await other.isValid()
  assert.match(String(other), /name="initial-day" value="2024-01-01"/)
})

test('constraints that the browser knows', () => {
  class Tight extends Form {
    code = input.regex({ pattern: /^[A-Z]{3}\d+$/ })
    loose = input.regex({ pattern: /^a|b$/ })
    slug = input.slug()
    day = input.date({ min: '2024-01-01', max: '2024-12-31' })
    at = input.time({ min: '08:00:00', max: '17:30:00' })
    files = input.files({ accept: 'image/*,.pdf' })
    pin = input.char({ autocomplete: 'one-time-code', widget: widget.tel({ inputmode: 'numeric' }) })
  }
  const form = new Tight()
  const has = (name: string, text: string) =>
    assert.ok(String(form.field(name as never)).includes(text), `${form.field(name as never)}`)
  has('code', 'pattern="[A-Z]{3}\\d+"')
  assert.doesNotMatch(String(form.field('loose')), /pattern/)
  has('slug', 'pattern="\\s*[\\-a-zA-Z0-9_]*\\s*"')
  has('day', 'min="2024-01-01" max="2024-12-31"')
  has('at', 'min="08:00" max="17:30"')
  has('files', 'multiple accept="image/*,.pdf"')
  has('pin', '<input type="tel" name="pin" inputmode="numeric" autocomplete="one-time-code" id="id_pin" required>')
  for (const pattern of ['[A-Z]{3}\\d+', '\\s*[\\-a-zA-Z0-9_]*\\s*', '\\s*[\\-\\p{L}\\p{N}_]*\\s*'])
    new RegExp(pattern, 'v')
})

test('limits of days and times', async () => {
  class Opening extends Form {
    day = input.date({ min: '2024-01-01', max: '2024-12-31' })
    at = input.datetime({ max: new Date('2024-12-31T00:00:00Z'), required: false })
  }
  const form = new Opening({ data: { day: '2023-12-31', at: '2025-01-01T00:00' } })
  await form.isValid()
  assert.deepEqual([form.hasError('day', 'min_value'), form.hasError('at', 'max_value')], [true, true])
})
