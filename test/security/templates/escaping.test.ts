/**
 * No value of a context leaves the text node or the attribute in which a template puts it: what a browser's parser sees of
 * the page is held against what the template's author wrote.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseFragment } from 'parse5'
import { Engine, humanizeLibrary, markSafe } from '../../../src/web/templates/index.ts'
import { hostileText, hostileValue } from './hostile-values.ts'

interface TreeNode {
  readonly nodeName: string
  readonly tagName?: string
  readonly value?: string
  readonly attrs?: readonly { readonly name: string; readonly value: string }[]
  readonly childNodes?: readonly TreeNode[]
  readonly content?: TreeNode
}

function parse(html: string): TreeNode {
  return parseFragment(html) as unknown as TreeNode
}

/** Every node but texts: `i[class,title](b())`, in order. */
function shape(node: TreeNode, passed: ReadonlySet<string> = new Set()): string {
  return (node.childNodes ?? [])
    .filter((child) => child.nodeName !== '#text')
    .map((child) => {
      const inside = shape(child, passed)
      const name = `${child.nodeName}[${(child.attrs ?? []).map((each) => each.name).join()}]`
      return passed.has(name) ? inside : `${name}(${inside})`
    })
    .join('')
}

function textOf(node: TreeNode): string {
  return node.nodeName === '#text' ? node.value! : (node.childNodes ?? []).map(textOf).join('')
}

/** What a parser does to any text: line ends become one, and zero bytes go or become another character. */
function asParsed(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\0\ufffd]/g, '')
}

const engine = new Engine({
  builtins: [humanizeLibrary],
  templates: {
    'shown.html': '{{ shown }}',
    'base.html': '<b id="{% block attribute %}{% endblock %}">{% block text %}{% endblock %}</b>',
  },
})

/** Filters that give text which is escaped, or is safe only where their input was; with arguments of the visitor too. */
const textFilters =
  `addslashes capfirst center:30 cut:"a" cut:v default:v default_if_none:v escape escapejs first last force_escape
  iriencode join:v ljust:20 rjust:20 lower make_list phone2numeric pluralize:v random slice:":4" slice:v slugify stringformat:"s"
  stringformat:v stringformat:"r" striptags title truncatechars:5 truncatechars:v truncatewords:1 truncatechars_html:5 truncatewords_html:1
  upper urlencode urlencode:v wordcount wordwrap:3 yesno:v add:v add:safe add:"<" date:v floatformat:v length get_digit:1 default:safe
  linenumbers dictsort:v filesizeformat intcomma ordinal apnumber naturalday:v divisibleby:2 time:v timesince:v`.split(
    /\s+/,
  )

/** Filters that make elements, and those elements: they come last, as nobody can cut markup in two and expect it to hold. */
const markupFilters: Readonly<Record<string, string>> = {
  linebreaks: 'p br',
  linebreaksbr: 'br',
  urlize: 'a[href,rel] a[href]',
  'urlizetrunc:5': 'a[href,rel] a[href]',
  unordered_list: 'li ul',
}

const chain = fc
  .array(fc.constantFrom(...textFilters), { maxLength: 3 })
  .map((names) => names.map((n) => `|${n}`).join(''))
const base = fc.constantFrom('v', 'v', 'w', 'l', 'l.0', 'o', 'o.a', 'm', 'x', 'nothing')

/** Ways in which a value gets to its place. */
const ways: readonly ((expression: string) => string)[] = [
  (e) => `{{ ${e} }}`,
  (e) => `{% for each in l %}{% if forloop.first %}{{ ${e} }}{% endif %}{% endfor %}`,
  (e) => `{% with shown=${e} %}{{ shown }}{% endwith %}`,
  (e) => `{% include "shown.html" with shown=${e} only %}`,
  (e) => `{% firstof nothing ${e} %}`,
  (e) => `{% cycle ${e} ${e} %}`,
  (e) => `{% filter lower %}{{ ${e} }}{% endfilter %}`,
  (e) => `{% if ${e} %}{{ ${e} }}{% else %}{{ v }}{% endif %}`,
  (e) => `{% autoescape off %}{% autoescape on %}{{ ${e} }}{% endautoescape %}{% endautoescape %}`,
  (e) => `{% block b %}{{ ${e} }}{% endblock %}`,
  (e) => `{% ifchanged v %}{{ ${e} }}{% endifchanged %}`,
  (e) => `{% regroup l by nothing as g %}{% for each in g %}{{ ${e} }}{% endfor %}`,
  (e) => `{% for k, i in o.items %}{{ k }}{{ i }}{{ ${e} }}{% endfor %}`,
]

/** Places in a page, and what a parser sees of them. */
const places: readonly { readonly page: (code: string) => string; readonly seen: string; readonly markup: boolean }[] =
  [
    { page: (code) => `<p>${code}</p><hr>`, seen: 'p[]()hr[]()', markup: false },
    { page: (code) => `<div>${code}</div><hr>`, seen: 'div[]()hr[]()', markup: true },
    { page: (code) => `<i class="a ${code} b" id="c"></i><hr>`, seen: 'i[class,id]()hr[]()', markup: false },
    { page: (code) => `<i class='${code}' id='c'></i><hr>`, seen: 'i[class,id]()hr[]()', markup: false },
    { page: (code) => `<input value="${code}"><hr>`, seen: 'input[value]()hr[]()', markup: false },
    { page: (code) => `<a href="/?q=${code}&amp;r='">x</a><hr>`, seen: 'a[href]()hr[]()', markup: false },
    { page: (code) => `<textarea>${code}</textarea><hr>`, seen: 'textarea[]()hr[]()', markup: false },
    {
      page: (code) => `<select><option value='${code}'>${code}</option></select><hr>`,
      seen: 'select[](option[value]())hr[]()',
      markup: false,
    },
    { page: (code) => `<title>${code}</title><hr>`, seen: 'title[]()hr[]()', markup: false },
  ]

function contextOf(v: unknown, w: unknown): Record<string, unknown> {
  return {
    v,
    w,
    l: [v, w, [v]],
    o: { a: v, [String(w)]: w },
    m: new Map([[String(v), w]]),
    x: new Set([v]),
    nothing: '',
    safe: markSafe('safe'),
  }
}

/** The page, or null where a filter refused what it was given, with a coded error. */
function rendered(source: string, context: Readonly<Record<string, unknown>>): string | null {
  try {
    return engine.fromString(source).renderSync(context)
  } catch (error) {
    assert.match(String((error as { code?: string }).code), /^NUAGES_TEMPLATES_/, `${source}: ${String(error)}`)
    return null
  }
}

test('a value that is only printed is what the parser reads, in every place and on every way', () => {
  const plain = ways.slice(0, 6).concat(ways[8]!)
  fc.assert(
    fc.property(hostileValue, fc.constantFrom(...plain), ({ text, value }, way) => {
      const context = { ...contextOf(value, 'w'), l: [value] }
      const code = way('v')
      const page = rendered(`<i title="${code}" lang='${code}'>${code}</i><hr><textarea>.${code}</textarea>`, context)!
      const [i, hr, area] = parse(page).childNodes as readonly TreeNode[]
      assert.equal(shape(parse(page)), 'i[title,lang]()hr[]()textarea[]()', page)
      const wanted = asParsed(text)
      // An empty value is passed over by firstof.
      assert.equal(asParsed(textOf(i!)), wanted)
      for (const { value: attribute } of i!.attrs!) assert.equal(asParsed(attribute), wanted)
      assert.equal(hr!.nodeName, 'hr')
      assert.equal(asParsed(textOf(area!)), `.${wanted}`)
    }),
    { seed: 11, numRuns: 1500 },
  )
})

test('no chain of filters lets a value out of its place', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.constantFrom(...ways),
      base,
      chain,
      fc.constantFrom('', ...Object.keys(markupFilters)),
      hostileValue,
      hostileValue,
      (place, way, name, filters, last, { value }, { value: other }) => {
        const maker = place.markup && way !== ways[6] ? last : ''
        const source = place.page(way(`${name}${filters}${maker === '' ? '' : `|${maker}`}`))
        const page = rendered(source, contextOf(value, other))
        if (page === null) return
        const own = (markupFilters[maker] ?? '').split(' ').map((each) => (each.includes('[') ? each : `${each}[]`))
        assert.equal(shape(parse(page), new Set(own)), place.seen, `${source} gave ${page}`)
      },
    ),
    { seed: 12, numRuns: 1500 },
  )
})

test('links that urlize makes lead where their text says, by http or mail alone', () => {
  fc.assert(
    fc.property(hostileText, fc.boolean(), (text, off) => {
      const code = `{{ v|urlize }}`
      const page = rendered(off ? `{% autoescape off %}{{ v|force_escape|urlize }}{% endautoescape %}` : code, {
        v: text,
      })!
      const walk = (node: TreeNode): void => {
        if (node.nodeName === 'a') assert.match(node.attrs![0]!.value, /^(?:https?:|mailto:)/)
        node.childNodes?.forEach(walk)
      }
      walk(parse(page))
      assert.equal(shape(parse(page), new Set(['a[href,rel]', 'a[href]'])), '', page)
    }),
    { seed: 13, numRuns: 1000 },
  )
})

test('blocks and templates that extend others escape as well', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, async (text) => {
      const source =
        '{% extends "base.html" %}{% block attribute %}{{ v }}{% endblock %}{% block text %}{{ block.super }}{{ v }}{% endblock %}'
      // A promise too: then the template runs in its asynchronous form.
      for (const v of [text, Promise.resolve(text)]) {
        const page = await engine.fromString(source).render({ v })
        const [b] = parse(page).childNodes as readonly TreeNode[]
        assert.equal(shape(parse(page)), 'b[id]()')
        assert.equal(asParsed(b!.attrs![0]!.value), asParsed(text))
        assert.equal(asParsed(textOf(b!)), asParsed(text))
      }
    }),
    { seed: 14, numRuns: 300 },
  )
})

test('safe and unsafe text that are joined are unsafe', () => {
  const context = { s: markSafe('<b>ok</b>'), v: '<i>', l: ['<i>', markSafe('<b>ok</b>')] }
  const cases: readonly (readonly [string, string])[] = [
    ['{{ s }}', '<b>ok</b>'],
    ['{{ s|add:v }}', '&lt;b&gt;ok&lt;/b&gt;&lt;i&gt;'],
    ['{{ v|add:s }}', '&lt;i&gt;&lt;b&gt;ok&lt;/b&gt;'],
    ['{{ s|add:s }}', '<b>ok</b><b>ok</b>'],
    ['{{ l|join:v }}', '&lt;i&gt;&lt;i&gt;<b>ok</b>'],
    ['{{ l|join:s }}', '&lt;i&gt;<b>ok</b><b>ok</b>'],
    ['{{ nothing|default:v }}', '&lt;i&gt;'],
    ['{{ nothing|default:s }}', '<b>ok</b>'],
    ['{{ s|stringformat:v }}', ''],
    ['{{ s|cut:";" }}{{ s|cut:v }}', '&lt;b&gt;ok&lt;/b&gt;<b>ok</b>'],
    ['{{ s|first }}', '&lt;'],
    ['{{ s|force_escape }}', '&lt;b&gt;ok&lt;/b&gt;'],
    ['{{ s|upper }}{{ v|upper }}', '&lt;B&gt;OK&lt;/B&gt;&lt;I&gt;'],
    ['{{ v|yesno:v }}', '&lt;i&gt;'],
    ['{% firstof nothing v %}{% firstof nothing s %}', '&lt;i&gt;<b>ok</b>'],
    ['{% cycle v s %}', '&lt;i&gt;'],
  ]
  for (const [source, wanted] of cases) {
    assert.equal(engine.fromString(source).renderSync({ nothing: '', ...context }), wanted, source)
  }
})

test('nothing leaves json_script, and what is in it reads back', () => {
  const json = fc.oneof(
    hostileText,
    fc.array(hostileText, { maxLength: 4 }),
    fc.dictionary(hostileText, fc.oneof(hostileText, fc.integer(), fc.boolean(), fc.constant(null)), { maxKeys: 4 }),
  )
  fc.assert(
    fc.property(json, hostileText, (v, id) => {
      const page = rendered('{{ v|json_script:id }}{{ v|json_script }}<hr>', { v, id })!
      const [first, second] = parse(page).childNodes as readonly TreeNode[]
      const attributes = id === '' ? 'type' : 'id,type'
      assert.equal(shape(parse(page)), `script[${attributes}]()script[type]()hr[]()`, page)
      if (id !== '') assert.equal(asParsed(first!.attrs![0]!.value), asParsed(id))
      for (const each of [first, second]) assert.deepEqual(JSON.parse(textOf(each!)), JSON.parse(JSON.stringify(v)))
    }),
    { seed: 15, numRuns: 1500 },
  )
})

test('escapejs inside quotes is a string of JavaScript with the same value', () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom('"', "'"), (v, quote) => {
      const page = rendered(`<script>result = ${quote}{{ v|escapejs }}${quote}</script><hr>`, { v })!
      assert.equal(shape(parse(page)), 'script[]()hr[]()', page)
      const script = textOf(parse(page).childNodes![0]!)
      assert.equal(new Function(`let result; ${script}; return result`)(), v)
    }),
    { seed: 16, numRuns: 1500 },
  )
})
