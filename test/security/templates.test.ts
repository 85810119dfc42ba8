/** Template injection: what a visitor types is never markup, and what a template says is never code of its own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseFragment } from 'parse5'
import { blockTag, Engine, humanizeLibrary, library, simpleTag } from '../../src/web/templates/index.ts'

const evil = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=1>',
  "' onmouseover='x",
  '<<b>script>',
  'a@b.com"><i>',
  '</script><script>x',
  '<!--<script>',
  'http://a.com/"onx="1',
  'http://a.com/&quot;onx=1',
  'www.a.com/<b>',
  'a <b>b</b> c <i>d',
]

/** Each filter with arguments from the visitor where it takes one. */
const filters =
  `addslashes capfirst center:40 cut:"x" cut:v default:v default_if_none:v escape escapejs first last force_escape
  iriencode join:", " join:v linebreaks linebreaksbr linenumbers ljust:50 lower make_list phone2numeric pluralize:v pprint random rjust:50
  slice:":9" slugify stringformat:"s" stringformat:"r" stringformat:v striptags title truncatechars:9 truncatechars_html:9 truncatewords:2
  truncatewords_html:2 unordered_list upper urlencode urlencode:v urlize urlizetrunc:9 wordcount wordwrap:5 yesno:v add:v add:"x" date:v
  floatformat:v length get_digit:1 intcomma ordinal apnumber naturaltime naturalday:v json_script:v timesince`
    .replace(/", "/g, '",_"')
    .split(/\s+/)
    .map((name) => name.replace('",_"', '", "'))
const engine = new Engine({ builtins: [humanizeLibrary] })
/** Filters that make markup: cutting or linking it again is the template's author's own doing. */
const makesMarkup = /^(urlize|json_script|linebreaks|unordered_list|linenumbers)/

interface Element {
  readonly tagName?: string
  readonly attrs?: readonly { readonly name: string; readonly value: string }[]
  readonly childNodes?: readonly Element[]
}

/** The elements that a browser sees, with their attributes, but for those that our own filters make. */
function foreign(html: string): string[] {
  const found: string[] = []
  const walk = (node: Element) => {
    for (const child of node.childNodes ?? []) {
      if (child.tagName !== undefined) {
        const attributes = (child.attrs ?? []).map(({ name, value }) =>
          name === 'href' && !/^(https?|mailto):/.test(value) ? `href=${value}` : name,
        )
        const text = `${child.tagName} ${attributes.join(' ')}`.trim()
        if (!/^(p|br|li|ul|a href( rel)?|script( id)? type|div title)$/.test(text)) found.push(text)
      }
      walk(child)
    }
  }
  walk(parseFragment(`<div title="x">${html}</div>`) as unknown as Element)
  return found
}

function check(source: string, context: Readonly<Record<string, unknown>>): void {
  let page: string
  try {
    page = engine.fromString(source).renderSync(context)
  } catch (error) {
    assert.match(String((error as { code?: string }).code), /^NUAGES_TEMPLATES_/, `${source}: ${String(error)}`)
    return
  }
  assert.deepEqual(foreign(page), [], `${source} with ${JSON.stringify(context)} gave ${page}`)
}

test('no filter, and no two of them, let markup of a visitor through', () => {
  for (const v of evil) {
    const context = { v, l: [v, [v, [v]]], o: { a: v, [v]: v }, m: new Map([[v, v]]) }
    for (const one of filters) {
      for (const name of ['v', 'l', 'o', 'm', '"text"']) check(`{{ ${name}|${one} }}`, context)
      check(`{{ l|${one}|first }}`, context)
      if (makesMarkup.test(one)) continue
      for (const other of filters) check(`{{ v|${one}|${other} }}`, context)
    }
  }
})

test('no tag lets markup of a visitor through', () => {
  const tags = [
    '{% firstof v %}',
    '{% cycle v v %}',
    '{% with x=v %}{{ x }}{% endwith %}',
    '{% for k, x in o.items %}{{ k }}{{ x }}{{ forloop }}{% endfor %}',
    '{% regroup l by length as g %}{{ g }}',
    '{% filter upper %}{{ v }}{% endfilter %}',
    '{% ifchanged v %}{{ v }}{% endifchanged %}',
    '{% widthratio v v v %}',
    '{% lorem v %}',
    '<a href="https:{% querystring a=v %}">x</a>',
    '{% autoescape off %}{{ v|escape }}{% endautoescape %}',
  ]
  for (const v of evil) for (const source of tags) check(source, { v, l: [v], o: { [v]: v } })
})

test('nothing that a template says becomes JavaScript', async () => {
  const pieces = fc.constantFrom(
    ...[
      '"',
      "'",
      '\\',
      '\u2028',
      '\u2029',
      '\n',
      '\r',
      '`',
      '\0',
      '\ud800',
      '*/',
      '//',
      '|',
      ':',
      '.',
      '=',
      ' ',
      'a',
      '1',
      ';',
    ],
    ...[
      '"+(globalThis.injected=1)+"',
      "'+(globalThis.injected=1)+'",
      `\${globalThis.injected=1}`,
      ');globalThis.injected=1;//',
    ],
    ...[
      '\\u0022',
      '\\"',
      '{{',
      '}}',
      '{%',
      '%}',
      'as',
      'in',
      'constructor',
      '__proto__',
      'prototype',
      '1e999',
      '_("a")',
      ',',
    ],
  )
  const text = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''))
  const shapes: ((s: string, t: string) => string)[] = [
    (s) => `{{ ${s} }}`,
    (s) => `{{ v|default:"${s}" }}{{ '${s}' }}`,
    (s, t) => `{% with ${s}="${t}" %}{{ ${s} }}{% endwith %}`,
    (s, t) => `{% block ${s} %}{{ block.name }}${t}{% endblock %}`,
    (s, t) => `{% include "${s}" with ${t}=v only %}`,
    (s) => `{% extends "${s}" %}`,
    (s, t) => `{% for ${s} in v %}{{ ${t} }}{% endfor %}`,
    (s, t) => `{% cycle "${s}" "${t}" as ${t} %}`,
    (s, t) => `{% if ${s} == "${t}" %}x{% endif %}`,
    (s, t) => `{% t "${s}" ${t}=v as ${s} %}{{ ${s} }}`,
    (s, t) => `{% bt ${s}="${t}" %}${s}{% endbt %}`,
    (s, t) => `{% now "${s}" as ${t} %}`,
    (s, t) => `{% regroup v by ${s} as ${t} %}`,
    (s, t) => `${s}{# ${t} #}{% verbatim ${s} %}${t}{% endverbatim ${s} %}`,
  ]
  const own = library({
    tags: {
      t: simpleTag((...values: unknown[]) => values.length),
      bt: blockTag((content: unknown) => content),
      dynamic: simpleTag(() => '', { takesContext: true }),
    },
  })
  const engines = ['', '"+(globalThis.injected=1)+"%s'].map(
    (stringIfInvalid) => new Engine({ builtins: [own], stringIfInvalid }),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...shapes), text, text, fc.boolean(), async (shape, s, t, dynamic) => {
      const source = (dynamic ? '{% dynamic %}' : '') + shape(s, t)
      for (const each of engines) {
        for (const v of [[1, 'x'], Promise.resolve([1])]) {
          try {
            await each.fromString(source, s).render({ v })
          } catch (error) {
            assert.match(String((error as { code?: string }).code), /^NUAGES_TEMPLATES_/, `${source}: ${String(error)}`)
          }
        }
      }
      assert.equal((globalThis as { injected?: number }).injected, undefined, source)
    }),
    { numRuns: 2000 },
  )
})

test('no path leads to a constructor, a prototype or a function that takes code', () => {
  const context = { v: 'text', o: { a: 1 }, f: () => 'called', c: class Secret {}, l: [1], n: 1, d: new Date(0) }
  for (const name of Object.keys(context)) {
    for (const way of [
      'constructor',
      'prototype',
      'constructor.constructor',
      'caller',
      'arguments',
      'constructor.name',
    ]) {
      assert.equal(engine.fromString(`{{ ${name}.${way} }}`).renderSync(context), '', `${name}.${way}`)
    }
    for (const way of ['__proto__', '__proto__.constructor', '__defineGetter__', 'a.__class__']) {
      assert.throws(() => engine.fromString(`{{ ${name}.${way} }}`), { code: 'NUAGES_TEMPLATES_SYNTAX' })
    }
  }
  assert.equal(engine.fromString('{{ constructor }}{{ toString }}{{ hasOwnProperty }}').renderSync({}), '')
  assert.equal(engine.fromString('{{ l|dictsort:"constructor" }}').renderSync({ l: [{}, {}] }), '')
})
