import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { NuagesError } from '../../../src/base/errors/index.ts'
import { floatFormat } from '../../../src/base/text/index.ts'
import { gettextLazy } from '../../../src/web/i18n/index.ts'
import { Engine, html, humanizeLibrary, markSafe } from '../../../src/web/templates/index.ts'

const now = new Date('2024-05-17T13:45:30Z')
const engine = new Engine({ autoescape: false, libraries: { humanize: humanizeLibrary }, now: () => now })

function render(source: string, context: Record<string, unknown> = {}): string {
  return engine.fromString(source).renderSync(context)
}

class Cloud {
  toString() {
    return 'a cloud'
  }
}

test('what each kind of value prints, and what filters of texts see of it', () => {
  const kinds: readonly (readonly [value: unknown, printed: string, asText?: string])[] = [
    ['text', 'text'],
    [null, ''],
    [undefined, ''],
    [true, 'true'],
    [false, 'false'],
    [0, '0'],
    [-0, '0'],
    [1234.5, '1234.5'],
    [1e21, '1000000000000000000000', '1e+21'],
    [1e-7, '0.0000001', '1e-7'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [12345678901234567890n, '12345678901234567890'],
    [new Decimal('12.50'), '12.5'],
    [new Decimal('1e30'), `1${'0'.repeat(30)}`],
    [new Date('2024-02-29T13:45:00Z'), 'Feb. 29, 2024, 1:45 p.m.', '2024-02-29 13:45:00+00:00'],
    [new Date(Number.NaN), ''],
    ['2024-02-29', '2024-02-29'],
    ['13:45', '13:45'],
    [gettextLazy('Hello'), 'Hello'],
    [[], '[]'],
    [['a', 1, null, undefined, true], '["a", 1, null, undefined, true]'],
    [[[[[[['deep']]]]]], '[[[[[…]]]]]'],
    [{ a: [1], b: { c: new Date(0) } }, '{"a": [1], "b": {"c": "1970-01-01 00:00:00+00:00"}}'],
    [
      new Map<unknown, unknown>([
        ['a', 1],
        [2, 'b'],
      ]),
      '{"a": 1, 2: "b"}',
    ],
    [new Set(['a', 1]), '{"a", 1}'],
    [Object.create(null), '{}'],
    [new Cloud(), 'a cloud'],
    [[new Cloud()], '[a cloud]'],
    [{ [html]: () => '<i>' }, '<i>'],
    [Symbol('s'), 's'],
    [Symbol(), ''],
    [(a: unknown) => a, ''],
    [Cloud, ''],
    [markSafe('<b>'), '<b>'],
  ]
  for (const [value, printed, asText = printed] of kinds) {
    assert.equal(render('{{ v }}', { v: value }), printed, printed)
    assert.equal(render('{{ v|cut:"\u0000" }}', { v: value }), asText, printed)
  }
})

test('a value that holds itself ends', () => {
  const table: Record<string, unknown> = { name: 't' }
  table['rows'] = Array.from({ length: 1000 }, () => ({ table }))
  assert.equal(
    render('{{ t }}', { t: table }),
    `{"name": "t", "rows": [${Array(1000).fill('{"table": …}').join(', ')}]}`,
  )
  assert.equal(render('{{ t.rows.0|pprint }}', { t: table }).slice(0, 40).includes('"name": "t"'), true)
})

test('null is no text, no number and no list, for every filter', () => {
  const outputs: Readonly<Record<string, string>> = {
    'default:"d"': 'd',
    'default_if_none:"d"': 'd',
    'yesno:"y,n,m"': 'm',
    length: '0',
    'add:"1"': '',
    'add:1': '',
    'join:","': '',
    'slice:":2"': '',
    upper: '',
    linebreaks: '<p></p>',
    'truncatechars:3': '',
    date: '',
    time: '',
    timesince: '',
    floatformat: '',
    pluralize: '',
    first: '',
    last: '',
    'dictsort:"a"': '',
    unordered_list: '',
    'json_script:"i"': '<script id="i" type="application/json">null</script>',
    'stringformat:"s"': '',
    'stringformat:"d"': '',
    pprint: 'null',
    make_list: '[]',
    safeseq: '',
    escapeseq: '',
    wordcount: '0',
    urlencode: '',
    slugify: '',
  }
  for (const [filter, expected] of Object.entries(outputs)) {
    assert.equal(render(`{{ v|${filter} }}`, { v: null }), expected, filter)
  }
  for (const filter of ['get_digit:1', 'divisibleby:2']) {
    assert.throws(() => render(`{{ v|${filter} }}`, { v: null }), NuagesError, filter)
  }
  assert.equal(
    render('{{ l|join:"," }}{% if v is None %} none{% endif %}', { l: [1, null, 'a', undefined], v: null }),
    '1,,a, none',
  )
  for (const filter of ['intcomma', 'intword', 'ordinal', 'apnumber', 'naturalday', 'naturaltime']) {
    assert.equal(render(`{% load humanize %}{{ v|${filter} }}`, { v: null }), '', filter)
  }
})

describe('filters', () => {
  test('floatformat by digits is what exact numbers give', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.integer(),
          fc.integer({ min: -99999, max: 99999 }).map((n) => n / 1000),
        ),
        fc.integer({ min: -8, max: 8 }),
        (value, digits) => assert.equal(floatFormat(value, digits), floatFormat(String(value), digits)),
      ),
    )
  })

  test('floatformat leaves numbers of hundreds of digits as they are', () => {
    for (const value of ['1e4000', '-1e4000', '1'.repeat(201), '1e-4000', `0.${'1'.repeat(250)}`]) {
      assert.equal(render('{{ v|floatformat:2 }}', { v: value }), value)
    }
    assert.equal(render('{{ v|floatformat:2 }}', { v: 'x'.repeat(500) }), '')
    assert.equal(render('{{ v|floatformat:"x" }} {{ w|floatformat:"x" }}', { v: 13.1031, w: 'foo' }), '13.1031 ')
  })

  test('filesizeformat rounds as Django does', () => {
    const sizes: readonly (readonly [unknown, string])[] = [
      [1, '1 byte'],
      [1023, '1023 bytes'],
      [1280, '1.2 KB'],
      [1792, '1.8 KB'],
      [1048575, '1024.0 KB'],
      [-2048, '-2.0 KB'],
      ['1024', '1.0 KB'],
      ['1.5', '0 bytes'],
      [1500.7, '1.5 KB'],
      [2 ** 60, '1024.0 PB'],
      [{}, '0 bytes'],
    ]
    for (const [size, expected] of sizes) {
      assert.equal(render('{{ v|filesizeformat }}', { v: size }).replace('\u00a0', ' '), expected)
    }
  })

  test('pprint and escapeseq', () => {
    assert.equal(render('{{ v|pprint }}', { v: ['a', { b: [1, null] }] }), '["a", {"b": [1, null]}]')
    const rows = Array.from({ length: 12 }, (_, id) => ({ id, name: `name ${id}` }))
    const lines = render('{{ v|pprint }}', { v: rows }).split('\n')
    assert.equal(lines.length, 12)
    assert.equal(lines[1], ' {"id": 1, "name": "name 1"},')
    assert.equal(
      render('{{ v|escapeseq|join:", " }} {{ n|escapeseq }}', { v: ['<p>', markSafe('<b>')], n: 5 }),
      '&lt;p&gt;, <b> ',
    )
  })

  test('pluralize', () => {
    const counts: readonly (readonly [unknown, string])[] = [
      [1, ''],
      [0, 's'],
      [1.0, ''],
      ['1', ''],
      ['2', 's'],
      ['x', ''],
      [true, ''],
      [1n, ''],
      [new Decimal(1), ''],
      [['a'], ''],
      [[], 's'],
      [Number.NaN, 's'],
      [Number.POSITIVE_INFINITY, 's'],
      [null, ''],
    ]
    for (const [count, expected] of counts) assert.equal(render('{{ v|pluralize }}', { v: count }), expected)
  })
})

test('humanize', () => {
  const outputs: readonly (readonly [filter: string, value: unknown, expected: string])[] = [
    ['intcomma', 1234567.25, '1,234,567.25'],
    ['intcomma', '1234567.25', '1,234,567.25'],
    ['intcomma', -100, '-100'],
    ['intcomma', '-1234', '-1,234'],
    ['intcomma', true, '1'],
    ['intcomma', 'x', 'x'],
    ['intcomma', 10n ** 20n, '100,000,000,000,000,000,000'],
    ['intword', 999999, '999999'],
    ['intword', '1500000', '1.5 million'],
    ['intword', '1500000.5', '1500000.5'],
    ['intword', `1${'0'.repeat(50)}`, '0.0 googol'],
    ['intword', `1${'0'.repeat(100)}`, '1.0 googol'],
    ['intword', `1${'0'.repeat(104)}`, `1${'0'.repeat(104)}`],
    ['ordinal', 111, '111th'],
    ['ordinal', -1, '-1'],
    ['ordinal', '22', '22nd'],
    ['apnumber', '3', 'three'],
    ['apnumber', 10, '10'],
    ['naturalday', '2024-05-18', 'tomorrow'],
    ['naturalday', '2024-05-20', 'May 20, 2024'],
    ['naturaltime', new Date('2024-05-17T13:45:30Z'), 'now'],
    ['naturaltime', new Date('2024-05-17T12:45:30Z'), 'an hour ago'],
    ['naturaltime', new Date('2024-05-17T16:45:30Z'), '3 hours from now'],
    ['naturaltime', new Date('2024-05-15T13:45:30Z'), '2 days ago'],
  ]
  for (const [filter, value, expected] of outputs) {
    const text = render(`{% load humanize %}{{ v|${filter} }}`, { v: value })
    assert.equal(text.replaceAll('\u00a0', ' '), expected, filter)
  }
})

test('values that are nested without end, or have no text, break nothing', () => {
  const engine = new Engine()
  let [a, b]: unknown[][] = [[1], [2]]
  for (let i = 0; i < 20_000; i++) [a, b] = [[a], [b]]
  const bare = Object.create(Object.create(null))
  const show = (source: string) => engine.fromString(source).renderSync({ a, b, bare })
  assert.equal(show('{% if a < b %}less{% elif a == b %}equal{% else %}no order{% endif %}'), 'no order')
  assert.equal(show('{{ bare }}{{ bare|upper }}'), '[object Object][OBJECT OBJECT]')
})

test('stringformat takes every number and as many digits as there are', () => {
  const show = (format: string, n: number) =>
    new Engine().fromString(`{{ n|stringformat:"${format}" }}`).renderSync({ n })
  assert.equal(show('.100g', 0.001), '0.001000000000000000020816681711721685132943093776702880859375')
  assert.equal(show('.3g', 0.0012345), '0.00123')
  assert.equal(show('c', 65.5), '')
  assert.equal(show('c', 65), 'A')
})
