import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createRouter, path } from '../../../../src/web/http/index.ts'
import {
  csrfLibrary,
  Engine,
  type EngineOptions,
  filter,
  library,
  loadTemplateChecks,
  type Node,
  simpleTag,
  staticLibrary,
  type TagCompiler,
  urlLibrary,
} from '../../../../src/web/templates/index.ts'

const checks = await loadTemplateChecks()
const view = () => new Response('')
const router = createRouter([
  path('', view, { name: 'home' }),
  path('<slug:section>/<int:id>/', view, { name: 'article' }),
  path('<slug:section>/', view, { name: 'section' }),
])

/** `id template:line:column message`, of all templates. */
async function findings(templates: Record<string, string>, options: Omit<EngineOptions, 'templates'> = {}) {
  const builtins = [urlLibrary((name, values) => router.reverse(name, values)), csrfLibrary(() => null)]
  const engine = new Engine({ builtins, templates, ...options })
  const { findings } = await checks.checkTemplates(engine, {
    describeRoute: (name) => router.describe(name),
    reverse: (name, values) => router.reverse(name, values),
    hasFile: async (file) => file === 'site.css',
  })
  engine.close()
  return checks.sorted(checks.unsilenced(findings)).map((each) => {
    return `${each.id} ${checks.whereOf(each).replace(/^memory:/, '')} ${each.message}`
  })
}

/** The same without the messages. */
const places = async (...given: Parameters<typeof findings>) =>
  (await findings(...given)).map((each) => each.split(' ').slice(0, 2).join(' '))

describe('reading on', () => {
  test('every unknown tag, filter and library of every template is found, with its place and what was meant', async () => {
    const found = await findings({
      'a.html': '{% lod x %}\n<p>{{ title|uper }}</p>\n{% if a|lenght > 2 %}{% fro b in c %}{% endfro %}{% endif %}',
      'b.html': '{% load humanise %}\n{{ a|nope:"x y"|upper }}{{ b|intcomma }}',
    })
    assert.deepEqual(found, [
      "templates.E002 a.html:1:4 There is no tag 'lod' (did you mean 'load'?)",
      "templates.E003 a.html:2:13 There is no filter 'uper' (did you mean 'upper'?)",
      "templates.E003 a.html:3:9 There is no filter 'lenght' (did you mean 'length'?)",
      "templates.E002 a.html:3:25 {% fro %} stands where {% elif %} or {% else %} or {% endif %} of {% if %} (line 3) is expected, or it is no tag (did you mean 'for'?)",
      "templates.E004 b.html:1:9 There is no library 'humanise'",
    ])
  })

  test('what a library has that was not loaded is said once, and is known from then on', async () => {
    const shop = library({
      filters: { price: filter((value: unknown) => `€ ${value}`) },
      tags: { basket: simpleTag(() => '') },
    })
    const source = '{{ a|price }}{{ b|price }}\n{% basket %}{{ c|prise }}'
    assert.deepEqual(await places({ 'a.html': source }, { libraries: { shop } }), [
      'templates.E003 a.html:1:6',
      'templates.E003 a.html:2:18',
    ])
    const others = {
      'a.html': '{% load shop nope %}{% basket %}',
      'b.html': '{% load basket prise from shop %}{% basket %}',
    }
    assert.deepEqual(await places(others, { libraries: { shop } }), [
      'templates.E004 a.html:1:14',
      'templates.E004 b.html:1:16',
    ])
  })

  test('a structure that is broken ends the reading of that template only', async () => {
    const found = await places({
      'a.html': '{{ x|nope }}\n{% if a %}{% endfor %}{{ y|nope }}',
      'b.html': '{{ x|nope }}',
      'c.html': '{% include "a.html" %}{% for x of y %}{% endfor %}',
    })
    assert.deepEqual(found, [
      'templates.E003 a.html:1:6',
      'templates.E001 a.html:2:14',
      'templates.E003 b.html:1:6',
      'templates.E001 c.html:1:23',
    ])
  })

  test('a template full of mistakes is not read forever', async () => {
    const found = await places({ 'a.html': '{{ x|nope }}'.repeat(500) })
    assert.equal(found.length, 51)
    assert.equal(found[50], 'templates.E003 a.html:1:606')
  })
})

test('whatever a template holds, reading it ends and names every place', async () => {
  const pieces = fc.constantFrom(
    ...['{% if a %}', '{% else %}', '{% endif %}', '{% for x in y %}', '{% endfor %}', '{% nope %}', '{% endnope %}'],
    ...[
      '{{ a|nope }}',
      '{{ a|nope:"|nope" }}',
      '{% if a|nope:b %}',
      '{% load nope %}',
      '{% load shop nope %}',
      '{% basket %}',
    ],
    ...[
      '{% load price nope from shop %}',
      '{{ a|price }}',
      '{% block a %}',
      '{% endblock %}',
      '{% extends "b" %}',
      '{% include "b" %}',
    ],
    ...[
      '{% verbatim %}',
      '{% endverbatim %}',
      '{# x #}',
      '{{',
      '}}',
      '{%',
      '%}',
      '\n',
      'text',
      '{% filter nope|upper %}',
      '{% endfilter %}',
    ],
  )
  const shop = library({ filters: { price: filter(() => '') }, tags: { basket: simpleTag(() => '') } })
  const source = fc.array(pieces, { maxLength: 25 }).map((list) => list.join(''))
  await fc.assert(
    fc.asyncProperty(source, source, async (a, b) => {
      for (const each of await findings({ a, b }, { libraries: { shop } }))
        assert.match(each, /^templates\.[EW]\d{3} [ab]:\d+:\d+ \S/)
    }),
    { numRuns: 300 },
  )
})

describe('names between templates', () => {
  test('templates that are written out have to be there; relative names, lists and variables', async () => {
    const pages = library({ tags: { card: simpleTag(() => '') } })
    const found = await findings(
      {
        'news/list.html': '{% extends "bse.html" %}',
        'news/item.html': '{% extends "../base.html" %}{% block main %}{% include "./crd.html" %}{% endblock %}',
        'news/card.html': '{% include name %}{% include "news/card.html"|lower %}',
        'base.html': '{% block main %}{% endblock %}',
      },
      { libraries: { pages } },
    )
    assert.deepEqual(found, [
      "templates.E005 news/item.html:1:45 There is no template 'news/crd.html' (did you mean 'news/card.html'?).",
      "templates.E005 news/list.html:1:13 There is no template 'bse.html' (did you mean 'base.html'?).",
    ])
  })

  test('a circle of extends is found, and a template that extends itself', async () => {
    const found = await places({
      'a.html': '{% extends "b.html" %}',
      'b.html': '{% extends "a.html" %}',
      'c.html': '{% extends "c.html" %}',
      'd.html': '{% extends "a.html" %}',
    })
    assert.deepEqual(found.toSorted(), [
      'templates.E009 a.html:1:1',
      'templates.E009 b.html:1:1',
      'templates.E009 c.html:1:13',
    ])
  })

  test('a block that no template above has is never shown', async () => {
    const found = await findings({
      'root.html': '{% block page %}{% block main %}{% endblock %}{% endblock %}',
      'base.html':
        '{% extends "root.html" %}{% block page %}{% block inner %}{% endblock %}{{ block.super }}{% endblock %}',
      'page.html':
        '{% extends "base.html" %}{% block mian %}{% block own %}{% endblock %}{% endblock %}{% block inner %}{% block new %}{% endblock %}{% endblock %}',
      'free.html': '{% extends layout %}{% block anything %}{% endblock %}',
      'below.html': '{% extends "free.html" %}{% block whatever %}{% endblock %}',
    })
    assert.deepEqual(found, [
      "templates.W001 page.html:1:35 No template that this one extends has a block 'mian' (did you mean 'main'?): it is never shown.",
    ])
  })

  test('a text to translate has whole names', async () => {
    const found = await findings({
      'page.html':
        '{% load i18n %}{% blocktranslate with name=a.b count n=c.d %}{{ name }} 5%{% plural %}{{ n }} {{ a.b }}{% endblocktranslate %}{% blocktranslate %}{{ a|upper }}{% endblocktranslate %}{% translate "50% (a.b)s" %}',
    })
    assert.deepEqual(
      found.map((each) => each.slice(0, each.indexOf(' shows'))),
      ['templates.W003 page.html:1:16 {{ a.b }}', 'templates.W003 page.html:1:127 {{ a|upper }}'],
    )
  })

  test('parts are defined where they are shown', async () => {
    const define: TagCompiler = (parser, tag) => {
      const [name] = parser.words(tag)
      const nodes = parser.body('endpart')
      return { position: tag.position, emit: () => {}, outline: (to) => to.partial(name!, nodes, false, tag.position) }
    }
    const show: TagCompiler = (parser, tag): Node => {
      const [name] = parser.words(tag)
      return { position: tag.position, emit: () => {}, outline: (to) => to.showsPartial(name!, tag.position) }
    }
    const builtins = [library({ tags: { part: define, show } })]
    const found = await findings(
      {
        'a.html': '{% part card %}{% show row %}{% endpart %}{% show card %}{% show crd %}',
        'b.html': '{% include "a.html#card" %}{% include "a.html#cart" %}',
      },
      { builtins },
    )
    assert.deepEqual(found, [
      "templates.E008 a.html:1:24 There is no part 'row' here.",
      "templates.E008 a.html:1:66 There is no part 'crd' here (did you mean 'card'?).",
      "templates.E008 b.html:1:40 'a.html' has no part 'cart' (did you mean 'card'?).",
    ])
  })
})

describe('names outside of templates', () => {
  test('routes have to be there and take what the template gives', async () => {
    const found = await findings({
      'a.html': [
        "{% url 'home' %}{% url name %}{% url 'section' slug %}{% url 'article' section=a id=b %}",
        "{% url 'hme' %}",
        "{% url 'article' slug %}",
        "{% url 'article' section=a slug=b %}",
        "{% url 'article' 'news' 'x' %}",
        "{% url 'shop:item' 1 %}",
        "{% url 'maybe' as link %}",
      ].join('\n'),
    })
    assert.deepEqual(found, [
      "templates.E006 a.html:2:9 There is no URL 'hme': there is no such route (did you mean 'home'?).",
      "templates.E007 a.html:3:9 The URL 'article' is '<slug:section>/<int:id>/', and the template gives 1 plain values.",
      "templates.E007 a.html:4:9 The URL 'article' is '<slug:section>/<int:id>/', and the template gives section, slug.",
      found[3]!,
      "templates.E006 a.html:6:9 There is no URL 'shop:item': 'shop' is no namespace.",
    ])
    assert.match(found[3]!, /^templates\.E007 a\.html:5:9 .*does not fit/)
  })

  test('static files that are written out have to be there', async () => {
    const source = "{% load static %}{% static 'site.css' %}{% static path %}\n{% static 'sit.css' %}"
    const libraries = { static: staticLibrary((file) => `/static/${file}`) }
    assert.deepEqual(await findings({ 'a.html': source }, { libraries }), [
      "templates.W002 a.html:2:12 There is no static file 'sit.css'.",
    ])
  })
})

test('a comment silences its own line and the next, for the findings that it names', async () => {
  const found = await places({
    'a.html': [
      '{# nuages: ignore templates.E003, templates.E006 #}',
      "{{ a|nope }}{% url 'nope' %}{% include 'nope' %}",
      "{% url 'nope' %}",
      "{% url 'nope' %}{# nuages: ignore templates.E006 #}",
    ].join('\n'),
  })
  assert.deepEqual(found, ['templates.E005 a.html:2:41', 'templates.E006 a.html:3:9'])
})
