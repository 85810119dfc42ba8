/** What a visitor can make a value of, in every filter and as its argument: an answer of bounded size or a coded error, and soon. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import { Engine, humanizeLibrary, SafeString, type Template } from '../../../src/web/templates/index.ts'

const engine = new Engine({ builtins: [humanizeLibrary] })

const circle: Record<string, unknown> = { name: 'circle' }
circle['self'] = circle
const ring: unknown[] = [1]
ring.push(ring)
const map = new Map<string, unknown>()
map.set('map', map)
const set = new Set<unknown>()
set.add(set)

/** Nested deeper than any stack: `JSON.parse` makes such a list of what a visitor sends. */
function nested(depth: number, wrap: (inside: unknown) => unknown): unknown {
  let value: unknown = 'x'
  for (let i = 0; i < depth; i++) value = wrap(value)
  return value
}

const values: Readonly<Record<string, unknown>> = {
  circle,
  ring,
  map,
  set,
  deepList: nested(100_000, (inside) => [inside]),
  deepObject: nested(20_000, (inside) => ({ inside })),
  infinite: Number.POSITIVE_INFINITY,
  'minus infinite': Number.NEGATIVE_INFINITY,
  'no number': Number.NaN,
  largest: Number.MAX_VALUE,
  smallest: Number.MIN_VALUE,
  'minus zero': -0,
  wide: 1e9,
  'minus wide': -1e9,
  'wide text': '1000000000',
  fraction: 0.5,
  bigint: BigInt('9'.repeat(10_000)),
  'ten thousand digits': '9'.repeat(10_000),
  'large exponent': '1e999999999',
  'small exponent': '1e-999999999',
  decimal: new Decimal('1e5000000'),
  'small decimal': new Decimal('1e-5000000'),
  'decimal that is no number': new Decimal(Number.NaN),
  'own number': { toNumber: () => Number.POSITIVE_INFINITY, toString: () => '1e999999' },
  'wide format': '1000000000d',
  'precise format': '.1000000000f',
  'wide text format': '999999999s',
  'starred format': '*d',
  slice: '-1:999999999999999999:1',
  'backward slice': '::-999999999999',
  'long text': '<&"'.repeat(4000),
  'many lines': '\n'.repeat(10_000),
  symbol: Symbol('symbol'),
  function: (a: unknown) => a,
  class: class Secret {},
  undefined,
  null: null,
  'no date': new Date(Number.NaN),
  'last date': new Date(8.64e15),
  'first date': new Date(-8.64e15),
  'no day': '2024-02-31',
  'no time': '25:99',
  'no prototype': Object.create(null),
  'names of the prototype': JSON.parse(
    '{"__proto__":{"a":1},"constructor":2,"toString":3,"valueOf":5,"hasOwnProperty":4}',
  ),
  length: { length: 1e15 },
  'negative length': { length: -1 },
  safe: new SafeString('<b>'),
  bytes: new Uint8Array(1000),
  error: new TypeError('error'),
  weak: new WeakMap(),
}

const filters =
  `addslashes capfirst center cut date default default_if_none dictsort dictsortreversed divisibleby escape escapejs filesizeformat first
  floatformat force_escape get_digit iriencode join json_script last length linebreaks linebreaksbr linenumbers ljust lower make_list
  phone2numeric pluralize random rjust safe safeseq slice slugify stringformat striptags time timesince timeuntil title truncatechars
  truncatechars_html truncatewords truncatewords_html unordered_list upper urlencode urlize urlizetrunc wordcount wordwrap yesno add apnumber
  intcomma intword naturalday naturaltime ordinal`.split(/\s+/)

const templates = new Map<string, Template>()

/** A template of the engine, compiled once for all values. */
function templateOf(source: string): Template {
  let found = templates.get(source)
  if (found === undefined) templates.set(source, (found = engine.fromString(source)))
  return found
}

/** Renders, and holds the answer against the rules; an error has to be one of ours, or one that `allowed` says comes from the value. */
function hold(source: string, context: Readonly<Record<string, unknown>>, what: string, allowed = /^NUAGES_/): void {
  const start = process.cpuUsage()
  try {
    const text = templateOf(source).renderSync(context)
    assert.ok(text.length < 12_000_000, `${what} gave ${text.length} characters`)
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
    assert.match(String((error as { code?: string }).code ?? error), allowed, what)
  }
  const { user, system } = process.cpuUsage(start)
  assert.ok((user + system) / 1000 < 2500, `${what} took ${(user + system) / 1000} ms`)
}

/** Those that are large as numbers, as texts or as structures: each goes into every filter as its argument. */
const asArguments = [
  'deepList',
  'infinite',
  'minus wide',
  'no number',
  'wide',
  'bigint',
  'precise format',
  'slice',
  'long text',
  'no prototype',
  'symbol',
  'circle',
  'decimal',
]

for (const [name, v] of Object.entries(values)) {
  test(`no filter is led astray by: ${name}`, () => {
    for (const filter of filters) {
      hold(`{{ v|${filter} }}`, { v }, `${name}|${filter}`)
      for (const argument of asArguments) {
        hold(`{{ v|${filter}:a }}`, { v, a: values[argument] }, `${name}|${filter}:${argument}`)
      }
      hold(`{{ v|${filter}:v }}`, { v }, `${name}|${filter}:itself`)
    }
  })

  test(`no tag is led astray by: ${name}`, () => {
    const sources = [
      '{{ v }}{{ v.x }}{{ v.length }}{{ v.0 }}{{ v.constructor }}{{ v.items }}',
      '{% if v %}a{% endif %}{% if v == v %}b{% endif %}{% if v < 1 %}c{% endif %}{% if v in v %}d{% endif %}{% if v is v %}e{% endif %}',
      '{% if other == v %}a{% endif %}{% if other in v %}b{% endif %}',
      '{% firstof v %}{% cycle v v %}{% with a=v %}{{ a }}{% endwith %}',
      '{% widthratio v v v %}',
      '{% widthratio v 1 100 %}',
      '{% lorem v %}',
      '{% lorem v w %}',
      '{% regroup v by x as g %}{{ g }}',
      '{% for x in v %}{{ x }}{% endfor %}',
      '{% for x, y in v %}{{ x }}{% endfor %}',
      '{% ifchanged v %}{{ v }}{% endifchanged %}',
      '{% include v %}',
      '{% extends v %}',
      '{% autoescape off %}{{ v }}{% endautoescape %}',
    ]
    const other = nested(100, (inside) => [inside])
    for (const source of sources) hold(source, { v, other }, `${source} with ${name}`)
  })
}

test('an error of the value itself arrives as it is', () => {
  const broken = {
    get own() {
      throw new RangeError('from the getter')
    },
    method() {
      throw new RangeError('from the method')
    },
    toString() {
      throw new RangeError('from toString')
    },
  }
  const fails = new Proxy(
    {},
    {
      get() {
        throw new RangeError('from the proxy')
      },
      has() {
        throw new RangeError('from the proxy')
      },
      ownKeys() {
        throw new RangeError('from the proxy')
      },
    },
  )
  for (const source of [
    '{{ v.own }}',
    '{{ v.method }}',
    '{{ v }}',
    '{{ v|upper }}',
    '{{ v|join:"," }}',
    '{{ p }}',
    '{{ p.a }}',
    '{% if p %}{{ p.a.b }}{% endif %}',
  ]) {
    hold(source, { v: broken, p: fails }, source, /^RangeError: from the /)
  }
})

test('nothing that a template does changes the prototypes that all objects share', () => {
  const context = JSON.parse(
    '{"__proto__":{"polluted":1},"v":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
  )
  const sources = [
    '{% with constructor=v %}{{ constructor.prototype.polluted }}{% endwith %}',
    '{% for hasOwnProperty in v %}{{ hasOwnProperty }}{% endfor %}',
    '{% cycle "a" "b" as toString %}{{ toString }}',
    '{% regroup l by x as valueOf %}{{ valueOf }}',
    '{% include "i" with toString=v only %}',
    '{% firstof v as constructor %}{{ constructor }}',
    '{{ v|json_script:"constructor" }}{{ polluted }}{{ v.polluted }}',
  ]
  const own = new Engine({ templates: { i: '{{ toString }}{{ polluted }}' } })
  for (const source of sources) {
    assert.doesNotMatch(own.fromString(source).renderSync({ ...context, l: [{}] }), /\[native code\]/, source)
  }
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  assert.equal(Object.keys(Object.prototype).length, 0)
})
